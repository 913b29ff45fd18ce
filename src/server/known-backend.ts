import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError, DeadlineError, FamilyAuthError, TransportError } from '../base/errors.ts';
import { isSafeUrl, readWhole } from '../base/http.ts';
import { isSupportedVersion, PROTOCOL_VERSION } from '../protocol/common.ts';
import { DISCOVERY_PATH, type ServerDiscovery, ServerDiscoverySchema } from '../protocol/discovery.ts';
import type { KeyLookup } from '../seal/keys.ts';

/** What a portal's server knows of a backend. */
export interface KnownBackend {
  readonly discovery: ServerDiscovery;
  /** Its signature keys; a `kid` that is not among them is looked for again, once in {@link LOOK_AGAIN_AFTER_MS}. */
  readonly signatureKeys: KeyLookup<CryptoKey>;
}

const FETCH_DEADLINE_MS = 10_000;
/** How long discovery and keys are taken from memory. Shorter than what a backend publishes a key ahead of its first use. */
const MAX_AGE_MS = 300_000;
/** Whoever sends made-up key ids has the keys fetched no more often than this. */
const LOOK_AGAIN_AFTER_MS = 30_000;

const known = new Map<string, { readonly backend: Promise<KnownBackend>; readonly atMs: number }>();

/**
 * The backend at `issuer`, from memory where it was asked about in the last five minutes. One look-up at a time; one that fails is not
 * remembered.
 *
 * @throws ConfigurationError `configuration_invalid` (no URL that can be a backend's), `discovery_invalid`,
 *   `unsupported_version`; TransportError `network_unreachable`; DeadlineError.
 */
export function knowBackend(issuer: string): Promise<KnownBackend> {
  const kept = known.get(issuer);
  if (kept !== undefined && Date.now() - kept.atMs < MAX_AGE_MS) return kept.backend;
  const backend = discoverForServer(issuer).then((discovery) => ({
    discovery,
    signatureKeys: signatureKeysAt(discovery.jwks_uri),
  }));
  const entry = { backend, atMs: Date.now() };
  known.set(issuer, entry);
  backend.catch(() => known.get(issuer) === entry && known.delete(issuer));
  return backend;
}

async function discoverForServer(issuer: string): Promise<ServerDiscovery> {
  const url = URL.parse(issuer);
  if (url === null || !isSafeUrl(url) || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      'configuration_invalid',
      'issuer must be the https: URL of the backend (http: on this computer only), without query and fragment.',
    );
  }
  const address = new URL(`${DISCOVERY_PATH}${url.pathname.replace(/\/$/, '')}`, url);
  const parsed = ServerDiscoverySchema.safeParse(await fetchJson(address));
  if (!parsed.success) throw invalid('does not match its schema', parsed.error);
  if (new URL(parsed.data.issuer).href !== url.href) {
    throw invalid(`names the issuer ${parsed.data.issuer}, not ${issuer}: both must be spelled alike`);
  }
  if (!parsed.data.protocol_versions.some(isSupportedVersion)) {
    throw new ConfigurationError(
      'unsupported_version',
      `The backend speaks the protocol versions ${parsed.data.protocol_versions.join(', ')}; this library speaks ${PROTOCOL_VERSION} and later minor versions.`,
    );
  }
  return parsed.data;
}

/** Of `fetch` only what every runtime has: workers refuse `credentials`, `mode` and `redirect: 'error'`. */
async function fetchJson(address: URL): Promise<unknown> {
  const work = async (signal: AbortSignal) => {
    const response = await fetch(address, {
      redirect: 'manual',
      signal,
      headers: { accept: 'application/json' },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw invalid(`is not at ${address.href}, which answered ${response.status}`);
    }
    return (await readWhole(response)).json().catch(() => undefined);
  };
  return withDeadline('server.discover', FETCH_DEADLINE_MS, work).catch((error: unknown) => {
    throw error instanceof FamilyAuthError ? error : unreachable(address.href, error);
  });
}

/** jose keeps the key set, fetches it again for a new `kid` after a pause, and never twice at once. */
function signatureKeysAt(uri: string): KeyLookup<CryptoKey> {
  const keySet: JWTVerifyGetKey = createRemoteJWKSet(new URL(uri), {
    timeoutDuration: FETCH_DEADLINE_MS,
    cooldownDuration: LOOK_AGAIN_AFTER_MS,
    cacheMaxAge: MAX_AGE_MS,
  });
  return async (kid, alg) => {
    try {
      return (await keySet({ kid, alg: alg ?? 'ES256' }, { payload: '', signature: '' })) as CryptoKey;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      if (error instanceof errors.JWKSTimeout) throw new DeadlineError('server.keys', FETCH_DEADLINE_MS);
      if (!(error instanceof errors.JOSEError)) throw unreachable(uri, error);
      throw new TransportError('response_malformed', `What ${uri} answered is no key set.`, { cause: error });
    }
  };
}

const invalid = (what: string, cause?: unknown) =>
  new ConfigurationError('discovery_invalid', `The backend's discovery document ${what}.`, { cause });

const unreachable = (address: string, cause: unknown) =>
  new TransportError('network_unreachable', `No answer came from ${address}.`, { cause, retryable: true });
