import type { FamilyAuthError } from '../../base/errors.ts';
import type { FamilyAuthClient } from '../../client/family-auth-client.ts';
import type { Account, Flow } from '../flow.ts';
import { needsLogin, OtherPerson, situationOf, WentBack } from '../problem/problem.ts';
import { bare } from '../publish-phase.ts';
import { logIn } from './log-in.ts';

/**
 * Makes a call of the client. When the backend asks for a (fresh) log-in, that is done in between and the call is made
 * again; all entries stay.
 *
 * @throws WentBack when the person does not log in, OtherPerson when another one does.
 */
export async function call<Result>(
  flow: Flow,
  work: (client: FamilyAuthClient, account: Account) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    const { account } = flow.operator;
    if (!account) throw new OtherPerson();
    // A problem that is being recovered from must not stand there with dead buttons.
    if (flow.phases.current.kind === 'problem') flow.publish({ kind: 'starting' });
    const before = flow.phases.current;
    try {
      return await work(account.client, account);
    } catch (error) {
      if (!needsLogin(error)) throw error;
      await logInAgain(flow, account, error);
      flow.publish(bare(before));
    }
  }
}

/** @throws WentBack, OtherPerson */
export async function logInAgain(flow: Flow, account: Account, error: FamilyAuthError): Promise<void> {
  const session = await logIn(flow, {
    phase: {
      kind: 'problem',
      situation: situationOf(error, flow.parts.page),
      code: error.code,
      until: null,
      actions: ['login', 'back'],
    },
    asking: ['login'],
    mayLeave: true,
    stepUp: error.code === 'insufficient_user_authentication',
  });
  if (!session) throw new WentBack();
  flow.operator.account = { session, client: await flow.connection.clientFor(session) };
  if (session.sub !== account.session.sub) throw new OtherPerson();
}
