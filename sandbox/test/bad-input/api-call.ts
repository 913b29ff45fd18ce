import type { OutgoingHttpHeaders } from 'node:http';
import { API_ENDPOINTS, addressOf, callerOf } from './endpoints.ts';
import { type Identity, type ProofChanges, proofOf, signAs } from './identity.ts';
import type { Answer, Sent } from './wire.ts';
import type { World } from './world.ts';

export interface ApiCall {
  /** Default: the owner of everything. */
  readonly by?: Identity;
  /** Default: by's. */
  readonly token?: string;
  readonly proof?: ProofChanges | string;
  /** Params of the path in place of the owner's. */
  readonly params?: Record<string, string>;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Sent['body'];
}

/** A call of the API that is right but for what is said. */
export async function prepareCall(world: World, endpoint: string, call: ApiCall = {}): Promise<Sent> {
  const { by = callerOf(world, endpoint) } = call;
  const token = call.token ?? by.token;
  const { method, path } = addressOf(world, endpoint, call.params);
  const request = { method, htu: `${world.sandbox.backendUrl}${path.split('?')[0]}`, nonce: world.nonce() };
  const dpop =
    typeof call.proof === 'string' ? call.proof : await proofOf({ ...by, token }, request, call.proof);
  const { body } = call;
  const { headers, body: agreed } = API_ENDPOINTS[endpoint]!;
  const type = agreed === undefined ? undefined : TYPES[agreed.kind];
  return {
    method,
    path,
    headers: {
      authorization: `DPoP ${token}`,
      dpop,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...headers?.(world),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body }),
  };
}

const TYPES = { json: 'application/json', jws: 'application/jose+json', part: 'application/jose' } as const;

export async function callApi(world: World, endpoint: string, call: ApiCall = {}): Promise<Answer> {
  return world.send(await prepareCall(world, endpoint, call));
}

/** The body that belongs to an endpoint: of the agreed shape, signed and all. */
export async function goodBody(world: World, endpoint: string): Promise<Sent['body'] | undefined> {
  const { body } = API_ENDPOINTS[endpoint]!;
  if (body?.kind === 'json') return JSON.stringify(body.good(world));
  if (body?.kind === 'jws') return signedBody(world, endpoint);
  return body === undefined ? undefined : 'no.part.at.all.';
}

export interface SignedChanges {
  readonly claims?: object;
  readonly header?: object;
  readonly key?: CryptoKey | string;
}

/** A document signed by its caller for an endpoint, made wrong by `changes`. */
export async function signedBody(
  world: World,
  endpoint: string,
  changes: SignedChanges = {},
): Promise<string> {
  const { body } = API_ENDPOINTS[endpoint]!;
  if (body?.kind !== 'jws') throw new Error(`${endpoint} takes no signed document`);
  const by = callerOf(world, endpoint);
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: by.clientId,
    sub: by.sub,
    aud: world.known.discovery.issuer,
    htu: `${world.sandbox.backendUrl}${addressOf(world, endpoint).path}`,
    iat,
    exp: iat + 120,
    jti: crypto.randomUUID(),
    ...body.claims(world),
    ...changes.claims,
  };
  const header = { alg: 'ES256', typ: body.typ, kid: by.jkt, ...changes.header };
  const compact = await signAs(header, claims, changes.key ?? by.keyPair.privateKey);
  const [head, payload, signature] = compact.split('.');
  return JSON.stringify({ payload, signatures: [{ protected: head, signature }] });
}
