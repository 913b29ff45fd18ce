import { importJWK, type JWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError, FamilyAuthError, TransportError } from '../base/errors.ts';
import { isLoopback, isSafeUrl, readWhole, retryAfterMs } from '../base/http.ts';
import { PORTAL_SERVER_SCOPES } from '../protocol/portal-server.ts';
import { BackendError, ProblemSchema } from '../protocol/problem.ts';
import { knowBackend } from './known-backend.ts';

const CALL_DEADLINE_MS = 20_000;
/** A token that lives less than this is not sent any more. */
const RENEW_BEFORE_MS = 30_000;
/** How long the provider's metadata is taken from memory. */
const METADATA_AGE_MS = 600_000;

/** How a portal's server is known to the provider. */
export interface ServerCredentials {
  readonly issuer: string;
  readonly clientId: string;
  readonly privateKey: CryptoKey | JWK;
  readonly keyId?: string;
}

/** The provider, and how this server proves to it who it is. */
export interface ProviderAccess {
  readonly apiBase: string;
  readonly server: oauth.AuthorizationServer & { readonly token_endpoint: string };
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly http: { readonly [oauth.allowInsecureRequests]: boolean };
}

/** Requests of a portal's server for itself, by tokens that only a key of this process can use. */
export interface AuthorizedRequests {
  provider(): Promise<ProviderAccess>;
  /** @throws BackendError, TransportError, DeadlineError, ConfigurationError */
  send<Value>(
    request: {
      readonly operation: string;
      readonly method: 'GET' | 'POST';
      readonly path: string;
      readonly json?: unknown;
    },
    schema: {
      safeParse(value: unknown): { success: true; data: Value } | { success: false; error: unknown };
    },
  ): Promise<Value>;
}

export function authorizedRequests(credentials: ServerCredentials): AuthorizedRequests {
  const provider = rememberedProvider(credentials);
  const tokens = ownTokens();
  return {
    provider,
    async send({ operation, method, path, json }, schema) {
      const work = async (signal: AbortSignal): Promise<Response> => {
        const at = await provider();
        const { accessToken, dpop } = await tokens.live(at, signal);
        const headers = new Headers({ accept: 'application/json, application/problem+json' });
        if (json !== undefined) headers.set('content-type', 'application/json');
        const options = { ...at.http, signal, DPoP: dpop };
        const body = json === undefined ? undefined : JSON.stringify(json);
        const url = new URL(`${at.apiBase}${path}`);
        const send = () => oauth.protectedResourceRequest(accessToken, method, url, headers, body, options);
        const response = await withNonce(send).catch((error: unknown) => {
          if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
          throw error;
        });
        // Revoked, or the backend was set up anew: the next call asks for another.
        if (response.status === 401) tokens.forget();
        return readWhole(response);
      };
      const response = await withDeadline(operation, CALL_DEADLINE_MS, work).catch((error: unknown) => {
        throw inOurTerms(error);
      });
      const parsed = schema.safeParse(await answerOf(response));
      if (parsed.success) return parsed.data;
      throw malformed(`The response to ${operation} does not match its schema.`, parsed.error);
    },
  };
}

/** The provider's metadata, read when it is first needed and again after ten minutes. */
function rememberedProvider(credentials: ServerCredentials): () => Promise<ProviderAccess> {
  const clientKey = importKey(credentials);
  // Said by whoever calls first; until then a key that cannot be read is nobody's unhandled rejection.
  clientKey.catch(() => {});
  let metadata: { readonly found: Promise<ProviderAccess>; readonly atMs: number } | undefined;
  return () => {
    if (metadata !== undefined && Date.now() - metadata.atMs < METADATA_AGE_MS) return metadata.found;
    const entry = { found: discover(credentials, clientKey), atMs: Date.now() };
    metadata = entry;
    entry.found.catch(() => {
      if (metadata === entry) metadata = undefined;
    });
    return entry.found;
  };
}

/** Tokens of client credentials, bound to a key that this process alone has. */
function ownTokens() {
  let key: Promise<CryptoKeyPair> | undefined;
  let dpop: oauth.DPoPHandle | undefined;
  let token: { readonly value: string; readonly lapsesAtMs: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(at: ProviderAccess, proofs: oauth.DPoPHandle, signal: AbortSignal): Promise<string> {
    const options = { ...at.http, signal, DPoP: proofs };
    const parameters = { scope: PORTAL_SERVER_SCOPES.join(' '), resource: at.apiBase };
    const { server, client, authentication } = at;
    const request = () =>
      oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, options);
    const response = await withNonce(async () =>
      oauth.processClientCredentialsResponse(server, client, await request()),
    );
    const lifetimeMs = (response.expires_in ?? 60) * 1000;
    token = { value: response.access_token, lapsesAtMs: Date.now() + lifetimeMs - RENEW_BEFORE_MS };
    return response.access_token;
  }

  return {
    /** One that lives for a while yet; however many calls wait for a new one, it is asked for once. */
    async live(at: ProviderAccess, signal: AbortSignal) {
      key ??= oauth.generateKeyPair('ES256');
      dpop ??= oauth.DPoP(at.client, await key);
      if (token !== undefined && token.lapsesAtMs > Date.now()) return { accessToken: token.value, dpop };
      asking ??= ask(at, dpop, signal).finally(() => {
        asking = undefined;
      });
      return { accessToken: await asking, dpop };
    },
    forget() {
      token = undefined;
    },
  };
}

async function importKey({ privateKey, keyId }: ServerCredentials): Promise<oauth.PrivateKey> {
  if (privateKey instanceof CryptoKey) return { key: privateKey, ...(keyId && { kid: keyId }) };
  const kid = keyId ?? privateKey.kid;
  try {
    return { key: (await importJWK(privateKey, 'ES256')) as CryptoKey, ...(kid && { kid }) };
  } catch (cause) {
    throw new ConfigurationError(
      'configuration_invalid',
      'privateKey must be a private P-256 key: a CryptoKey for ECDSA, or a JWK.',
      { cause },
    );
  }
}

async function discover(
  { issuer, clientId }: ServerCredentials,
  clientKey: Promise<oauth.PrivateKey>,
): Promise<ProviderAccess> {
  const { discovery } = await knowBackend(issuer);
  const at = new URL(discovery.authorization_servers[0]!);
  const http = { [oauth.allowInsecureRequests]: isLoopback(at) };
  const work = async (signal: AbortSignal) =>
    oauth.processDiscoveryResponse(at, await oauth.discoveryRequest(at, { ...http, signal }));
  const server = await withDeadline('server.provider', CALL_DEADLINE_MS, work).catch((error: unknown) => {
    throw inOurTerms(error);
  });
  const { token_endpoint } = server;
  if (token_endpoint === undefined || !isSafeUrl(token_endpoint)) {
    throw new ConfigurationError('backend_unsupported', 'The login provider names no https: token endpoint.');
  }
  // RFC 7523bis: the assertion is for the provider itself, wherever its token endpoint stands.
  const authentication = oauth.PrivateKeyJwt(await clientKey);
  const client = { client_id: clientId };
  return { apiBase: discovery.api_base, server: { ...server, token_endpoint }, client, authentication, http };
}

/** Sends once more when the server asks for a DPoP nonce that it just named (RFC 9449 section 8). */
async function withNonce<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return send();
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const problem = ProblemSchema.safeParse(body);
  if (!problem.success)
    throw malformed(`The backend answered ${response.status} without a problem document.`);
  const { status, headers } = response;
  throw new BackendError({ ...problem.data, status }, { retryAfterMs: retryAfterMs(headers) });
}

/** What went wrong at the provider or on the way, in this library's terms. */
export function inOurTerms(error: unknown): unknown {
  if (error instanceof FamilyAuthError) return error;
  if (error instanceof oauth.ResponseBodyError) {
    const { error: code, error_description: description } = error;
    return new ConfigurationError(
      'configuration_invalid',
      `The provider refused the portal's server: ${code}${description ? `: ${description}` : '.'}`,
      { cause: error },
    );
  }
  const cause = error instanceof Error ? error.cause : undefined;
  if (error instanceof TypeError && !('code' in error)) return unreachable(error);
  return cause instanceof TypeError
    ? unreachable(error)
    : malformed('The provider’s answer is not OAuth’s.', error);
}

const unreachable = (cause: unknown) =>
  new TransportError('network_unreachable', 'Backend or provider could not be reached.', {
    cause,
    retryable: true,
  });

const malformed = (message: string, cause?: unknown) =>
  new TransportError('response_malformed', message, { cause });
