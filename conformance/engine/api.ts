import type { BoundKey } from './dpop.ts';
import { proofOf } from './dpop.ts';
import { type Answer, type Request, send } from './exchange.ts';
import type { Session } from './log-in.ts';

/** Nonces of the backend, by the key of whoever was given one. */
const nonces = new WeakMap<BoundKey['keyPair'], string>();

/** The nonce that the backend gave last to the holder of this key. */
export const lastNonce = ({ keyPair }: BoundKey): string | undefined => nonces.get(keyPair);

const remember = ({ keyPair }: BoundKey, answer: Answer): Answer => {
  const nonce = answer.header('dpop-nonce');
  if (nonce !== undefined) nonces.set(keyPair, nonce);
  return answer;
};

/** Asks once, with a proof that is right but for `changes`, and a token where one is given. */
async function proveOnce(
  key: BoundKey,
  url: string,
  request: Request,
  { accessToken, changes = {} }: { accessToken?: string; changes?: Readonly<Record<string, unknown>> },
): Promise<Answer> {
  const method = request.method ?? 'GET';
  const about = { method, url, nonce: lastNonce(key), ...(accessToken !== undefined && { accessToken }) };
  const dpop = await proofOf(key, about, changes);
  const token = accessToken === undefined ? {} : { authorization: `DPoP ${accessToken}` };
  return remember(key, await send(url, { ...request, headers: { ...token, dpop, ...request.headers } }));
}

/** Asks once more where the backend asks for its nonce, as a client does. */
async function withNonce(once: () => Promise<Answer>): Promise<Answer> {
  const answer = await once();
  const { code } = (answer.json ?? {}) as { code?: string };
  return answer.status === 401 && code === 'use_dpop_nonce' ? once() : answer;
}

/** Asks a protected resource once, with a proof that is right but for `changes`. */
export const askOnce = (
  session: Session,
  url: string,
  request: Request = {},
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Answer> => proveOnce(session, url, request, { accessToken: session.tokens.access_token, changes });

/** Asks as a client does: with a proof, and once more where the backend asks for its nonce. */
export const ask = (session: Session, url: string, request: Request = {}): Promise<Answer> =>
  withNonce(() => askOnce(session, url, request));

/** The same by a key alone, for who has no token yet. */
export const askByKey = (key: BoundKey, url: string, request: Request = {}): Promise<Answer> =>
  withNonce(() => proveOnce(key, url, request, {}));

/** Posts JSON. */
export const postJson = (session: Session, url: string, body: object = {}): Promise<Answer> =>
  ask(session, url, jsonBody(body));

export const jsonBody = (body: object): Request => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Gets a nonce for the holder of this key, so that what follows fails by nothing else. */
export async function readyNonce(session: Session, url: string): Promise<void> {
  await ask(session, url);
}
