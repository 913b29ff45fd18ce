import * as oauth from 'oauth4webapi';
import { withDeadline } from '../base/deadline.ts';
import { LoginError, TransportError } from '../base/errors.ts';
import type { PageSession } from '../protocol/page-session.ts';
import { type AuthorizedRequests, inOurTerms } from './authorized-requests.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const DEADLINE_MS = 20_000;

/**
 * Token exchange (RFC 8693) with the page's own proof in the place of this server's. The token that comes is bound to the
 * page's key: whoever only forwards it can do nothing with it.
 */
export async function exchangeForPage(
  requests: AuthorizedRequests,
  { subjectToken, dpopProof }: { readonly subjectToken: string; readonly dpopProof: string },
): Promise<PageSession> {
  const { server, client, authentication, http, apiBase } = await requests.provider();
  const parameters = {
    subject_token: subjectToken,
    subject_token_type: ACCESS_TOKEN,
    requested_token_type: ACCESS_TOKEN,
    resource: apiBase,
  };
  const work = async (signal: AbortSignal): Promise<PageSession> => {
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      authentication,
      TOKEN_EXCHANGE,
      parameters,
      { ...http, signal, headers: new Headers({ DPoP: oneLine(dpopProof) }) },
    );
    const nonce = response.headers.get('DPoP-Nonce');
    const answer = (await response
      .clone()
      .json()
      .catch(() => ({}))) as Readonly<Record<string, unknown>>;
    if (answer.error === 'use_dpop_nonce' && nonce !== null) return { dpop_nonce: nonce };
    if (answer.error === 'invalid_grant' || answer.error === 'invalid_dpop_proof') {
      const why =
        answer.error === 'invalid_grant' ? "The citizen's log-in is over" : "The page's proof is refused";
      throw new LoginError('login_required', `${why}: ${String(answer.error_description ?? answer.error)}.`);
    }
    const tokens = await oauth.processGenericTokenEndpointResponse(server, client, response);
    if (tokens.token_type !== 'dpop') {
      throw new TransportError('response_malformed', 'The token that was exchanged is bound to no key.');
    }
    return { access_token: tokens.access_token, expires_in: tokens.expires_in ?? 60 };
  };
  return withDeadline('server.exchangeForPage', DEADLINE_MS, work).catch((error: unknown) => {
    throw inOurTerms(error);
  });
}

/** A header of one line: what a page sent must not add another. */
function oneLine(proof: string): string {
  if (typeof proof === 'string' && /^[\w.-]{1,8192}$/.test(proof)) return proof;
  throw new LoginError(
    'login_required',
    'The page sent no DPoP proof: three base64url parts, joined by dots.',
  );
}
