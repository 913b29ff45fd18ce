import { thumbprint } from '@family-auth/library/seal/keys.ts';
import * as oauth from 'oauth4webapi';
import { syntheticActivationCode } from '../../src/registry/activation-code.ts';
import { cookieFetch } from './cookie-jar.ts';

const insecure = { [oauth.allowInsecureRequests]: true } as const;

export interface Person {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly password: string;
  /** Default: the one that the sandbox's registry sent. */
  readonly activationCode?: string;
}

/** What a person enters to register. */
export const registrationOf = (person: Person): Record<string, string> => ({
  activationCode: syntheticActivationCode(person.idNumber),
  ...person,
});

export interface LoggedIn {
  readonly as: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly keyPair: CryptoKeyPair;
  readonly jkt: string;
  readonly dpop: oauth.DPoPHandle;
  readonly sub: string;
  readonly tokens: oauth.TokenEndpointResponse;
}

const PROGRAM = { clientId: 'example-program', redirectUri: 'http://127.0.0.1:49152/callback' };

export async function discoverProvider(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure));
}

/** Sends the pushed authorization request and walks as far as the provider's form. */
export async function openLogin(
  as: oauth.AuthorizationServer,
  options: {
    keyPair?: CryptoKeyPair;
    parameters?: Record<string, string>;
    clientId?: string;
    redirectUri?: string;
    /** How the client proves itself. Default: not at all. */
    authentication?: oauth.ClientAuth;
    /** The browser, with its cookies, of an earlier visit. Default: a new one. */
    browse?: ReturnType<typeof cookieFetch>;
  } = {},
) {
  const { clientId, redirectUri } = { ...PROGRAM, ...options };
  const authentication = options.authentication ?? oauth.None();
  const client: oauth.Client = { client_id: clientId };
  const keyPair = options.keyPair ?? (await oauth.generateKeyPair('ES256'));
  const dpop = oauth.DPoP(client, keyPair);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = {
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid family:read family:write',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...options.parameters,
  };
  const push = async () =>
    oauth.processPushedAuthorizationResponse(
      as,
      client,
      await oauth.pushedAuthorizationRequest(as, client, authentication, parameters, {
        ...insecure,
        DPoP: dpop,
      }),
    );
  const { request_uri } = await push().catch((error) => {
    if (oauth.isDPoPNonceError(error)) return push();
    throw error;
  });
  const browse = options.browse ?? cookieFetch();
  const start = new URL(as.authorization_endpoint!);
  start.search = new URLSearchParams({ client_id: clientId, request_uri }).toString();
  const toForm = await browse(start);
  const form = new URL(toForm.headers.get('location')!, start);
  return { as, client, authentication, keyPair, dpop, verifier, state, redirectUri, browse, form };
}
export type OpenLogin = Awaited<ReturnType<typeof openLogin>>;

/** Posts a form of the provider's page and follows on to the client's callback, if it comes to that. */
export async function postForm(
  { browse, form, redirectUri }: OpenLogin,
  action: 'login' | 'register' | 'reset' | 'cancel',
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly page: Response } | { readonly callback: URL }> {
  let response = await browse(`${form.origin}${form.pathname}/${action}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  let at = form;
  while (response.status === 303 || response.status === 302) {
    at = new URL(response.headers.get('location')!, at);
    if (at.href.startsWith(redirectUri)) return { callback: at };
    response = await browse(at);
  }
  return { page: response };
}

export async function exchangeCode(login: OpenLogin, callback: URL): Promise<oauth.TokenEndpointResponse> {
  const { as, client, authentication, dpop, redirectUri, verifier, state } = login;
  const answer = oauth.validateAuthResponse(as, client, callback, state);
  const ask = async () =>
    oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, authentication, answer, redirectUri, verifier, {
        ...insecure,
        DPoP: dpop,
      }),
    );
  return ask().catch((error) => {
    if (oauth.isDPoPNonceError(error)) return ask();
    throw error;
  });
}

/** Registers a person at the provider by its form, or logs a registered one in, with a key of their own. */
export async function logIn(
  issuer: string,
  person: Person,
  options: Parameters<typeof openLogin>[1] & { register?: boolean } = {},
): Promise<LoggedIn> {
  const login = await openLogin(await discoverProvider(issuer), options);
  const result = options.register
    ? await postForm(login, 'register', registrationOf(person))
    : await postForm(login, 'login', { account: person.phone, password: person.password });
  if ('page' in result)
    throw new Error(`The provider answered ${result.page.status}: ${await result.page.text()}`);
  const tokens = await exchangeCode(login, result.callback);
  const { as, client, keyPair, dpop } = login;
  const sub = oauth.getValidatedIdTokenClaims(tokens)!.sub;
  return { as, client, keyPair, jkt: await thumbprint(keyPair.publicKey), dpop, sub, tokens };
}

export async function refresh(session: LoggedIn, dpop = session.dpop): Promise<oauth.TokenEndpointResponse> {
  const { as, client, tokens } = session;
  const ask = async () =>
    oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token!, {
        ...insecure,
        DPoP: dpop,
      }),
    );
  return ask().catch((error) => {
    if (oauth.isDPoPNonceError(error)) return ask();
    throw error;
  });
}

/** Revokes a token (RFC 7009), as a log-out does. */
export async function revoke({ as, client }: LoggedIn, token: string): Promise<void> {
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(as, client, oauth.None(), token, insecure),
  );
}

/** Calls the API as a client would: proof, and once more with the nonce when asked for it. */
export async function call(
  session: LoggedIn,
  method: string,
  url: string,
  init: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
): Promise<Response> {
  const ask = () =>
    oauth.protectedResourceRequest(
      session.tokens.access_token,
      method,
      new URL(url),
      new Headers(init.headers),
      init.body,
      { ...insecure, DPoP: session.dpop },
    );
  try {
    return await ask();
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      if (oauth.isDPoPNonceError(error)) {
        try {
          return await ask();
        } catch (again) {
          if (again instanceof oauth.WWWAuthenticateChallengeError) return again.response;
          throw again;
        }
      }
      return error.response;
    }
    throw error;
  }
}
