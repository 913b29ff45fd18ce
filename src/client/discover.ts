import ky from 'ky';
import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError, FamilyAuthError } from '../base/errors.ts';
import { isSafeUrl, readWhole } from '../base/http.ts';
import { lateCode } from '../base/late-code.ts';
import type { Fetch } from '../login/provider.ts';
import { isSupportedVersion, PROTOCOL_VERSION, Sha256Schema } from '../protocol/common.ts';
import { DISCOVERY_PATH, type Discovery, DiscoverySchema } from '../protocol/discovery.ts';
import { refusal } from './refusal.ts';

const DEADLINE_MS = 20_000;

/**
 * Reads what a backend says of itself, within 20 s; tried three times where the network fails.
 *
 * @param backendUrl the backend's issuer URL, `https:` (or `http:` on this computer). A path in it follows the
 *   well-known path, as in RFC 8414 section 3.1.
 * @param options `trust`: thumbprints (RFC 7638, SHA-256, base64url) of keys one of which must have signed the document
 *   (`signed_metadata`); what is not signed is then not believed. Default: none is pinned.
 * @throws ConfigurationError `configuration_invalid` (the URL cannot be a backend's), `discovery_invalid` (no discovery
 *   document, of another issuer, redirected elsewhere, plain http), `unsupported_version` (another major version of the
 *   protocol), `backend_unsupported` (other algorithms); VerificationError `metadata_not_authentic`; TransportError `network_unreachable`;
 *   DeadlineError; CancelledError.
 * @example
 * ```ts
 * import { discover } from 'family-auth/client';
 *
 * const discovery = await discover('http://127.0.0.1:8091');
 * discovery.verification_methods.includes('document_review'); // → true
 * ```
 */
export async function discover(
  backendUrl: string,
  options: { readonly fetch?: Fetch; readonly signal?: AbortSignal; readonly trust?: readonly string[] } = {},
): Promise<Discovery> {
  const issuer = readUrl(backendUrl);
  const trust = readTrust(options.trust);
  const address = new URL(`${DISCOVERY_PATH}${issuer.pathname.replace(/\/$/, '')}`, issuer);
  const document = await withDeadline(
    'client.discover',
    DEADLINE_MS,
    (signal) => fetchDocument(address, options.fetch, signal),
    options.signal,
  );
  const parsed = DiscoverySchema.safeParse(document);
  if (!parsed.success) throw invalid('does not match its schema', parsed.error);
  const discovery = trust.length === 0 ? parsed.data : await pinned(parsed.data, trust);
  check(discovery, issuer);
  return discovery;
}

function readTrust(trust: readonly string[] = []): readonly string[] {
  if (trust.every((each) => Sha256Schema.safeParse(each).success)) return trust;
  throw new ConfigurationError(
    'configuration_invalid',
    'trust must hold JWK thumbprints (RFC 7638, SHA-256) in base64url, 43 characters each.',
  );
}

/** What was signed, and nothing of what stands beside it. */
async function pinned(
  { issuer, signed_metadata, origin_not_allowed }: Discovery,
  trust: readonly string[],
): Promise<Discovery> {
  // Most pages pin nothing, and need no cryptography before somebody logs in.
  const { verifyMetadata } = await lateCode('seal.metadata', () => import('../seal/metadata.ts'));
  const parsed = DiscoverySchema.safeParse(await verifyMetadata(signed_metadata, { trust, issuer }));
  if (!parsed.success) throw invalid('is signed and does not match its schema', parsed.error);
  return { ...parsed.data, ...(origin_not_allowed === undefined ? {} : { origin_not_allowed }) };
}

function readUrl(backendUrl: string): URL {
  const url = parseUrl(backendUrl);
  if (url === undefined || !isSafeUrl(url) || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      'configuration_invalid',
      'backend must be an https: URL (http: on localhost only) without query and fragment.',
    );
  }
  return url;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined; // not URL.canParse: Safari has it since 17 only
  }
}

async function fetchDocument(address: URL, fetch: Fetch | undefined, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await ky(address, {
      fetch: async (input) => {
        const answer = await (fetch ?? globalThis.fetch)(input as Request);
        if (answer.url !== '' && new URL(answer.url).origin !== address.origin) {
          throw invalid('was redirected to another origin');
        }
        return readWhole(answer);
      },
      signal,
      credentials: 'omit',
      cache: 'no-cache', // its `Date` must be now's
      referrerPolicy: 'no-referrer',
      timeout: DEADLINE_MS,
      retry: 2,
    });
    return await response.json().catch(() => undefined);
  } catch (error) {
    const reason = refusal(error);
    if (reason instanceof FamilyAuthError && reason.code !== 'network_unreachable') {
      throw reason instanceof ConfigurationError ? reason : invalid('could not be fetched', reason);
    }
    throw reason;
  }
}

function check(discovery: Discovery, issuer: URL): void {
  if (new URL(discovery.issuer).href !== issuer.href)
    throw invalid('names another issuer than the URL it was fetched from');
  if (!discovery.protocol_versions.some(isSupportedVersion)) {
    throw new ConfigurationError(
      'unsupported_version',
      `The backend speaks the protocol versions ${discovery.protocol_versions.join(', ')}; this library speaks ${PROTOCOL_VERSION} and later minor versions.`,
    );
  }
  const spoken = {
    'signatures by ES256': discovery.submission_signing_alg_values_supported.includes('ES256'),
    'encryption by ECDH-ES': discovery.encryption_alg_values_supported.includes('ECDH-ES'),
    'encryption by A256GCM': discovery.encryption_enc_values_supported.includes('A256GCM'),
  };
  const lacking = Object.entries(spoken).flatMap(([feature, present]) => (present ? [] : [feature]));
  if (lacking.length > 0) {
    throw new ConfigurationError(
      'backend_unsupported',
      `The backend does not support ${lacking.join(', ')}.`,
    );
  }
}

function invalid(what: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError('discovery_invalid', `The backend's discovery document ${what}.`, { cause });
}
