import { readWhole } from '../base/http.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';

/** Refusals that another proof may overcome. */
const MENDABLE = ['use_dpop_nonce', 'invalid_dpop_proof', 'invalid_token'] as const;
type Mendable = (typeof MENDABLE)[number];

/**
 * A `fetch` that proves possession of the session's key with each try: a proof is good for one request only.
 * It sends once more with the nonce that the backend asks for (RFC 9449 section 9); with a new proof where the former
 * was not from now (the answer told what time it is); and with a new token where the backend no longer takes the one
 * at hand. The body is read to its end here, so that a connection cut half-way counts as a network fault.
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
    const mended = new Set<Mendable>();
    for (;;) {
      const response = await send(request);
      const refusal = await mendable(response);
      if (refusal === undefined || mended.has(refusal)) return response;
      mended.add(refusal);
      if (refusal !== 'invalid_token') continue;
      if (session.renew === undefined) return response;
      await session.renew(request.signal);
    }
  };
}

async function mendable(response: Response): Promise<Mendable | undefined> {
  if (response.status !== 401) return undefined;
  const challenge = response.headers.get('WWW-Authenticate') ?? '';
  const body = await response.clone().text();
  const refusal = MENDABLE.find((code) => challenge.includes(`"${code}"`) || body.includes(`"${code}"`));
  return refusal === 'use_dpop_nonce' && !response.headers.has('DPoP-Nonce') ? undefined : refusal;
}
