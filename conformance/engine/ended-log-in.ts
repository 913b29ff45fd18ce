import { setTimeout as pause } from 'node:timers/promises';
import { CheckFailed, CheckSkipped, shortly } from './expect.ts';
import type { Kit } from './kit.ts';
import { postForm, type Session, sessionOf } from './log-in.ts';

/** A log-in that is older than `max_auth_age`, with a token that is fresh. @throws CheckSkipped where that takes too long. */
export async function oldLogIn(kit: Kit): Promise<{ readonly session: Session; readonly maxS: number }> {
  const { max_auth_age: maxS } = await kit.discovery();
  if (maxS === undefined) throw new CheckSkipped('max_auth_age is not announced.');
  if (maxS > 120) throw new CheckSkipped(`A log-in is good for ${maxS} s here; the kit waits 120 s at most.`);
  const { account } = await kit.operator();
  const provider = await kit.provider();
  const old = await kit.logIn(account);
  await pause((maxS + 2) * 1000);
  const answer = await postForm(provider.token_endpoint, old, {
    grant_type: 'refresh_token',
    client_id: old.clientId,
    refresh_token: old.tokens.refresh_token,
  });
  return {
    session: { ...sessionOf(answer, { key: old, clientId: old.clientId }, account), sub: old.sub },
    maxS,
  };
}

/** Ends a log-in at the provider (RFC 7009). @throws CheckSkipped where that cannot be done. */
export async function revoke(kit: Kit, session: Session): Promise<void> {
  const { revocation_endpoint: url } = await kit.provider();
  if (url === undefined) throw new CheckSkipped('The provider announces no revocation_endpoint.');
  const token = session.tokens.refresh_token ?? session.tokens.access_token;
  const answer = await postForm(url, session, { client_id: session.clientId, token });
  if (answer.status !== 200) throw new CheckFailed(`A revocation was answered ${shortly(answer)}.`);
}
