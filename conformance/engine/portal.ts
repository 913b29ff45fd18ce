import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { type BoundKey, newBoundKey } from './dpop.ts';
import type { Answer } from './exchange.ts';
import { CheckFailed, CheckSkipped, shortly } from './expect.ts';
import type { Kit } from './kit.ts';
import { codeOf, postForm, pushRequest, type Session, sessionOf } from './log-in.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A portal's server of the tenant. */
export type Server = NonNullable<Kit['tenant']['portal_server']>;

/** @throws CheckSkipped where the tenant has none. */
export function portalServer(
  kit: Kit,
  which: 'portal_server' | 'other_portal_server' = 'portal_server',
): Server {
  const server = kit.tenant[which];
  if (server === undefined) throw new CheckSkipped(`The tenant has no ${which}.`);
  return server;
}

/** What proves the client (RFC 7523), right but for `changes`; signed by `key` instead of its own where one is given. */
export async function assertionOf(
  kit: Kit,
  { client_id: clientId, private_jwk: jwk }: Server,
  changes: Readonly<Record<string, unknown>> = {},
  key?: BoundKey,
): Promise<Record<string, string>> {
  const { issuer } = await kit.provider();
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...changes,
  };
  const signer = key?.keyPair.privateKey ?? (await importJWK(jwk as JWK, 'ES256'));
  const assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: String(jwk.kid) })
    .sign(signer);
  return { client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion };
}

/** Asks for a token of the server's own. */
export async function askForToken(
  kit: Kit,
  server: Server,
  key: BoundKey,
  options: { readonly scope?: string; assertion?(): Promise<Record<string, string>> } = {},
): Promise<Answer> {
  const { token_endpoint: url } = await kit.provider();
  const { api_base: resource } = await kit.discovery();
  const assertion = options.assertion ?? (() => assertionOf(kit, server));
  return postForm(url, key, async () => ({
    grant_type: 'client_credentials',
    scope: options.scope ?? 'portal:read portal:write',
    resource,
    ...(await assertion()),
  }));
}

/** A server with a token of its own. @throws CheckFailed where it is refused. */
export async function serverSession(kit: Kit, server: Server, scope?: string): Promise<Session> {
  const key = await newBoundKey();
  const answer = await askForToken(kit, server, key, scope === undefined ? {} : { scope });
  return sessionOf(answer, { key, clientId: server.client_id }, server.client_id);
}

/** A citizen who logged in at the portal's server. */
export async function citizenAtServer(kit: Kit, server: Server, account: string): Promise<Session> {
  if (server.redirect_uri === undefined) throw new CheckSkipped('portal_server has no redirect_uri.');
  const provider = await kit.provider();
  const { api_base: apiBase } = await kit.discovery();
  const own = { clientId: server.client_id, redirectUri: server.redirect_uri, apiBase, scope: 'openid' };
  const begun = await pushRequest(provider, { ...own, authenticate: () => assertionOf(kit, server) });
  const { code } = await codeOf(kit.adapter, provider, begun, account);
  const answer = await postForm(provider.token_endpoint, begun.key, async () => ({
    ...{
      grant_type: 'authorization_code',
      redirect_uri: begun.redirectUri,
      code,
      code_verifier: begun.verifier,
    },
    ...(await assertionOf(kit, server)),
  }));
  return sessionOf(answer, begun, account);
}

/** Brings a citizen's log-in along (RFC 8693), by a proof of the page's key. */
export async function exchangeToken(
  kit: Kit,
  server: Server,
  subjectToken: string,
  page: BoundKey | undefined,
  changes: Readonly<Record<string, string | undefined>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { token_endpoint: url } = await kit.provider();
  const { api_base: resource } = await kit.discovery();
  const form = async () => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource,
    ...(await assertionOf(kit, server)),
    ...changes,
  });
  return postForm(url, page, form, headers);
}

/** The session of a page by token exchange. @throws CheckFailed where it is refused. */
export async function pageSession(kit: Kit, server: Server, citizen: Session): Promise<Session> {
  const key = await newBoundKey();
  const answer = await exchangeToken(kit, server, citizen.tokens.access_token, key);
  if (answer.status !== 200) throw new CheckFailed(`A good exchange was answered ${shortly(answer)}.`);
  return sessionOf(answer, { key, clientId: server.client_id }, citizen.account);
}
