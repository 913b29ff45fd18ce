import type { Application, Consent } from '@family-auth/library/protocol/application.ts';
import { ResultResponseSchema } from '@family-auth/library/protocol/result.ts';
import { lookupIn } from '@family-auth/library/seal/keys.ts';
import {
  type StatementClaims,
  type StatementKind,
  verifyStatement,
} from '@family-auth/library/seal/statement.ts';
import { ask } from './api.ts';
import { consentsFor, isOffered, offered, type Wish, waitFor } from './apply.ts';
import type { Answer } from './exchange.ts';
import { CheckFailed, CheckSkipped, expect, expectStatus } from './expect.ts';
import { handIn, handInForAnswer } from './hand-in.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';
import { postIntent } from './signed.ts';

/** The account of whoever answers for themself. @throws CheckSkipped where there is none. */
function answeringAccount(kit: Kit): string {
  const { account } = kit.tenant.subjects.answering;
  if (account === undefined) throw new CheckSkipped('subjects.answering has no account.');
  return account;
}

/** Only one check at a time adds whoever answers: an operator may bind them once. */
export async function awaitingAnswer(kit: Kit, wish: Wish = {}) {
  await offered(kit, 'subject_login');
  answeringAccount(kit);
  const operator = await kit.operator();
  const handed = await handInForAnswer(kit, operator, wish);
  await waitFor(kit, operator, handed.id, ['awaiting_subject']);
  return { operator, ...handed };
}

/** The link by which the subject answers. */
export async function subjectLink(
  kit: Kit,
  operator: Session,
  id: string,
): Promise<{ token: string; url: string }> {
  const answer = await ask(operator, await kit.url(`/applications/${id}/subject-links`), { method: 'POST' });
  return expectStatus(answer, 201, 'A subject link').json as { token: string; url: string };
}

/** Logs the subject in, and answers in their name. */
export async function answerAsSubject(
  kit: Kit,
  token: string,
  application: string,
  agreed: boolean,
  consents?: readonly Consent[],
): Promise<{ readonly answer: Answer; readonly subject: Session }> {
  const subject = await kit.logIn(answeringAccount(kit));
  const own = consents ?? (agreed ? await consentsFor(kit, 'subject_login', ['subject']) : undefined);
  const answer = await postIntent(kit, subject, `/family/subject-links/${token}`, {
    intent: agreed ? 'agree_as_subject' : 'decline_as_subject',
    object: application,
    ...(own && { consents: [...own] }),
  });
  return { answer, subject };
}

/** Whether the subject can answer for themself here. */
const canAnswer = async (kit: Kit): Promise<boolean> =>
  kit.tenant.subjects.answering.account !== undefined && (await isOffered(kit, 'subject_login'));

/**
 * An application that was approved, with its card, unbound at the check's end: by the subject's own yes, or, where nobody can give
 * it, by documents.
 */
export async function bound(kit: Kit) {
  const handed = (await canAnswer(kit)) ? await agreedTo(kit) : await decided(kit, 'approved');
  const { operator, application } = handed;
  if (application.card_ref === undefined)
    throw new CheckFailed('The application is approved without a card.');
  const ref = application.card_ref;
  kit.atEnd(() => unbind(kit, operator, ref));
  return { ...handed, ref };
}

/** An application that was rejected: by the subject's own no, or, where nobody can say it, by documents. */
export async function rejected(kit: Kit, wish: Wish = {}) {
  if (!(await canAnswer(kit))) return decided(kit, 'rejected', wish);
  const waiting = await awaitingAnswer(kit, wish);
  const { operator, id } = waiting;
  const { token } = await subjectLink(kit, operator, id);
  expectStatus((await answerAsSubject(kit, token, id, false)).answer, 204, 'The subject’s no');
  return { ...waiting, application: await waitFor(kit, operator, id, ['rejected']) };
}

async function agreedTo(kit: Kit) {
  const waiting = await awaitingAnswer(kit);
  const { operator, id } = waiting;
  const { token } = await subjectLink(kit, operator, id);
  expectStatus((await answerAsSubject(kit, token, id, true)).answer, 204, 'The subject’s yes');
  const application = await waitFor(kit, operator, id, ['approved', 'rejected', 'manual_review']);
  if (application.status !== 'approved')
    throw new CheckFailed(
      `The subject agreed, and the application is ${application.status}, ${application.reason}.`,
    );
  return { ...waiting, application };
}

/** Decided by documents: by the backend itself, or by its staff where the adapter can have them do it. */
async function decided(kit: Kit, status: 'approved' | 'rejected', wish: Wish = {}) {
  const { answering, unknown } = kit.tenant.subjects;
  const operator = await kit.operator();
  const handed = await handIn(kit, operator, {
    planted: status === 'approved' ? answering : unknown,
    ...wish,
  });
  const { id } = handed;
  const met = await waitFor(kit, operator, id, ['approved', 'rejected', 'manual_review']);
  if (met.status === 'manual_review') {
    if (kit.adapter.decide === undefined)
      throw new CheckSkipped('Documents wait for the staff here, and the adapter has no decide.');
    await kit.adapter.decide(id, status === 'approved' ? 'approve' : 'reject');
  }
  return { operator, ...handed, application: await waitFor(kit, operator, id, [status]) };
}

export const unbind = (kit: Kit, operator: Session, ref: string): Promise<Answer> =>
  postIntent(kit, operator, `/family/cards/${ref}/unbinding`, { intent: 'unbind_card', object: ref });

export const postAppeal = async (kit: Kit, operator: Session, id: string): Promise<Answer> =>
  ask(operator, await kit.url(`/applications/${id}/appeal`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Please look again.' }),
  });

/** A statement of the backend's, verified by its key set as it is now. @throws CheckFailed where it is not authentic. */
export async function verified<Kind extends StatementKind>(
  kit: Kit,
  kind: Kind,
  jwt: string,
  audience?: string,
): Promise<StatementClaims[Kind]> {
  const keys = lookupIn(await kit.jwks(), 'sig');
  const { issuer } = await kit.discovery();
  return verifyStatement(kind, jwt, { keys, issuer, ...(audience && { audience }), nowMs: Date.now() }).catch(
    (error: Error) => {
      throw new CheckFailed(`The ${kind.replace('_', ' ')} is not authentic: ${error.message}`);
    },
  );
}

/** The signed result of an application. */
export async function resultOf(kit: Kit, operator: Session, id: string) {
  const answer = expectStatus(
    await ask(operator, await kit.url(`/applications/${id}/result`)),
    200,
    'The result',
  );
  const read = ResultResponseSchema.safeParse(answer.json);
  expect(read.success, 'The result does not match its schema.');
  return {
    jwt: read.data.result,
    result: await verified(kit, 'result', read.data.result, operator.clientId),
  };
}

export const applicationNow = async (kit: Kit, session: Session, id: string): Promise<Application> =>
  expectStatus(await ask(session, await kit.url(`/applications/${id}`)), 200, 'GET of the application')
    .json as Application;
