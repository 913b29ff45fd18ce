import { randomUUID } from 'node:crypto';
import { INTENT_TYP, type Intent } from '@family-auth/library/protocol/submission.ts';
import { CompactSign } from 'jose';
import { ask } from './api.ts';
import type { BoundKey } from './dpop.ts';
import type { Answer } from './exchange.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';

/** JWS General JSON, as it goes over the wire. */
export interface SignedBody {
  payload: string;
  signatures: { protected: string; signature: string }[];
}

/** Signs claims (RFC 7515 section 7.2.1) by a key, under a header that is right but for `changes`. */
export async function sign(
  claims: object,
  typ: string,
  { keyPair, jkt }: Pick<BoundKey, 'keyPair' | 'jkt'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<SignedBody> {
  const header = { alg: 'ES256', typ, kid: jkt, ...changes };
  const input = new TextEncoder().encode(JSON.stringify(claims));
  const crit = Object.fromEntries(((changes.crit as string[] | undefined) ?? []).map((name) => [name, true]));
  const compact = await new CompactSign(input)
    .setProtectedHeader(header as never)
    .sign(keyPair.privateKey, { crit });
  const [protectedHeader = '', payload = '', signature = ''] = compact.split('.');
  return { payload, signatures: [{ protected: protectedHeader, signature }] };
}

/** An unsigned or otherwise signed entry: `signature` over `protected.payload` is what `make` answers. */
export async function entryOf(
  header: object,
  payload: string,
  make: (input: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<{ protected: string; signature: string }> {
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
  const signature = await make(new TextEncoder().encode(`${protectedHeader}.${payload}`));
  return { protected: protectedHeader, signature: Buffer.from(signature).toString('base64url') };
}

/** Posts a signed document to a path under `api_base`. */
export const postSigned = async (
  kit: Kit,
  session: Session,
  path: string,
  body: SignedBody | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  ask(session, await kit.url(path), {
    method: 'POST',
    headers: { 'content-type': 'application/jose+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** The claims of an intent, right but for `changes`. */
async function intentClaims(
  kit: Kit,
  session: Session,
  path: string,
  wish: Pick<Intent, 'intent' | 'object' | 'consents'>,
): Promise<Intent> {
  const iat = Math.floor(Date.now() / 1000);
  return {
    ...{ iss: session.clientId, sub: session.sub, aud: (await kit.discovery()).issuer },
    ...{ iat, exp: iat + 120, jti: randomUUID(), htu: await kit.url(path) },
    ...wish,
  };
}

/** Signs an intent and posts it where it belongs. */
export async function postIntent(
  kit: Kit,
  session: Session,
  path: string,
  wish: Pick<Intent, 'intent' | 'object' | 'consents'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const claims = { ...(await intentClaims(kit, session, path, wish)), ...changes };
  return postSigned(kit, session, path, await sign(claims, INTENT_TYP, session));
}

export const withdraw = (kit: Kit, session: Session, id: string): Promise<Answer> =>
  postIntent(kit, session, `/applications/${id}/withdrawal`, { intent: 'withdraw_application', object: id });
