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

/** Asks a protected resource once, with a proof that is right but for `changes`. */
export async function askOnce(
  session: Session,
  url: string,
  request: Request = {},
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const method = request.method ?? 'GET';
  const accessToken = session.tokens.access_token;
  const dpop = await proofOf(session, { method, url, nonce: lastNonce(session), accessToken }, changes);
  const headers = { authorization: `DPoP ${accessToken}`, dpop, ...request.headers };
  return remember(session, await send(url, { ...request, headers }));
}

/** Asks as a client does: with a proof, and once more where the backend asks for its nonce. */
export async function ask(session: Session, url: string, request: Request = {}): Promise<Answer> {
  const answer = await askOnce(session, url, request);
  const { code } = (answer.json ?? {}) as { code?: string };
  return answer.status === 401 && code === 'use_dpop_nonce' ? askOnce(session, url, request) : answer;
}

/** Gets a nonce for the holder of this key, so that what follows fails by nothing else. */
export async function readyNonce(session: Session, url: string): Promise<void> {
  await ask(session, url);
}
