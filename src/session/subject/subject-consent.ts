import type { FamilyAuthClient } from '../../client/family-auth-client.ts';
import type { Consent } from '../../protocol/application.ts';
import type { SubjectRequest } from '../../protocol/subject-request.ts';
import { consentTo, type NoticeText, noticesOfSubject } from '../application/notices.ts';
import { discoveryOf, relationshipLabel } from '../flow.ts';
import type { SubjectContext } from './subject-context.ts';

/** What went wrong with the subject's own log-in or answer: it is none of the operator's. */
export class SubjectFault extends Error {
  constructor(cause: unknown) {
    super('The log-in or the answer of the subject failed.', { cause });
  }
}

/**
 * The subject, logged in on this device, reads who asks and answers. Ends when they turn back; an answer ends the waiting
 * itself, which is heard from the backend.
 *
 * @param client the subject's own.
 * @param given what this subject has ticked so far; kept when they must log in once more.
 * @throws SubjectFault
 */
export async function runSubjectConsent(
  context: SubjectContext,
  client: FamilyAuthClient,
  token: string,
  given: Map<string, Consent>,
): Promise<void> {
  const { flow, application } = context;
  const asSubject = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw flow.signal.aborted ? error : new SubjectFault(error);
    }
  };
  const options = { signal: flow.signal };
  const request = await asSubject(client.subjectRequest(token, options));
  const notices = noticesOfSubject(discoveryOf(flow).notices, application.method, flow.options.locale);
  const texts = await asSubject(
    Promise.all(notices.map(async (notice) => ({ notice, text: await client.notice(notice, options) }))),
  );
  const consents = await readAnswer(context, request, texts, given);
  if (consents === 'back') return;
  const agreed = consents !== 'decline';
  const answer = { application: request.application, agreed, consents: agreed ? consents : [] };
  await asSubject(client.answerSubjectRequest(token, answer, options));
  await untilAborted(flow.signal);
}

async function readAnswer(
  { flow, application }: SubjectContext,
  request: SubjectRequest,
  texts: readonly NoticeText[],
  given: Map<string, Consent>,
): Promise<readonly Consent[] | 'decline' | 'back'> {
  const show = (busy: boolean) =>
    flow.publish({
      kind: 'subject_consent',
      subjectName: application.subject_name,
      operatorName: request.operator_name,
      relationship: relationshipLabel(flow, request.relationship),
      consents: texts.map(({ notice, text }) => ({
        noticeId: notice.id,
        title: notice.title,
        text,
        version: notice.version,
        givenBy: notice.given_by,
        accepted: given.has(notice.id),
      })),
      complete: texts.every(({ notice }) => given.has(notice.id)),
      busy,
    });
  const requests = flow.requests.subscribe(['set_consent', 'agree', 'decline', 'back']);
  try {
    for (;;) {
      show(false);
      const asked = await requests.next(flow.signal);
      if (asked.kind === 'back') return 'back';
      if (asked.kind === 'set_consent') {
        const found = texts.find(({ notice }) => notice.id === asked.noticeId);
        if (found && asked.accepted) given.set(asked.noticeId, consentTo(found.notice, flow.clock.epochMs()));
        else given.delete(asked.noticeId);
        continue;
      }
      if (asked.kind === 'agree' && given.size < texts.length) continue;
      show(true);
      return asked.kind === 'agree' ? [...given.values()] : 'decline';
    }
  } finally {
    requests.close();
  }
}

/** The backend's own word that it went on comes soon. */
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
