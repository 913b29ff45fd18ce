import { TransportError } from '../base/errors.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';

const NULL_BODY_STATUSES = [204, 304];

/**
 * A `fetch` that proves possession of the session's key with each try: a proof is good for one request only.
 * When the backend asks for a nonce (RFC 9449 section 9), it sends once more. The body is read to its end here, so
 * that a connection cut half-way counts as a network fault.
 */
export function authorizedFetch(session: LoginSession, fetch: Fetch) {
  const send = async (request: Request): Promise<Response> => {
    const attempt = request.clone();
    const headers = await session.headersFor(request.method, request.url, { signal: request.signal });
    for (const [name, value] of Object.entries(headers)) attempt.headers.set(name, value);
    const response = await readWhole(await fetch(attempt));
    const nonce = response.headers.get('DPoP-Nonce');
    if (nonce !== null) session.acceptNonce(request.url, nonce);
    return response;
  };
  return async (input: RequestInfo | URL): Promise<Response> => {
    const request = input as Request;
    const response = await send(request);
    return (await wantsNonce(response)) ? send(request) : response;
  };
}

async function wantsNonce(response: Response): Promise<boolean> {
  if (response.status !== 401 || !response.headers.has('DPoP-Nonce')) return false;
  const challenge = response.headers.get('WWW-Authenticate') ?? '';
  return challenge.includes('use_dpop_nonce') || (await response.clone().text()).includes('"use_dpop_nonce"');
}

/**
 * {@link readWhole} for what must come from the very origin that was asked, wherever it redirects to.
 *
 * @throws TransportError `response_malformed`.
 */
export async function readWithinOrigin(address: string, response: Response): Promise<Response> {
  if (response.url !== '' && new URL(response.url).origin !== new URL(address).origin) {
    throw new TransportError('response_malformed', 'The backend redirected to another origin.');
  }
  return readWhole(response);
}

/** The same response with its body in memory. */
export async function readWhole(response: Response): Promise<Response> {
  if (response.type === 'opaqueredirect' || NULL_BODY_STATUSES.includes(response.status)) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}
