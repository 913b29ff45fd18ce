import type { FamilyAuthClient } from '../../client/family-auth-client.ts';
import type { Consent } from '../../protocol/application.ts';
import type { SubjectRequest } from '../../protocol/subject-request.ts';
import { consentTo, type NoticeText, noticesOfRelative } from '../application/notices.ts';
import { discoveryOf, relationshipLabel } from '../flow.ts';
import type { SubjectScene } from './subject-context.ts';

/** What went wrong with the relative's own log-in or answer: it is none of the operator's. */
export class RelativeFault extends Error {
  constructor(cause: unknown) {
    super('The relative could not answer.', { cause });
  }
}

/**
 * The relative, logged in on this device, reads who asks and answers. Ends when they turn back; an answer ends the waiting
 * itself, which is heard from the backend.
 *
 * @param client the relative's own.
 * @param given what this relative has ticked so far; kept when they must log in once more.
 * @throws RelativeFault
 */
export async function runSubjectConsent(
  scene: SubjectScene,
  client: FamilyAuthClient,
  token: string,
  given: Map<string, Consent>,
): Promise<void> {
  const { walk, application } = scene;
  const asRelative = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw walk.signal.aborted ? error : new RelativeFault(error);
    }
  };
  const options = { signal: walk.signal };
  const request = await asRelative(client.subjectRequest(token, options));
  const notices = noticesOfRelative(discoveryOf(walk).notices, application.method, walk.options.locale);
  const texts = await asRelative(
    Promise.all(notices.map(async (notice) => ({ notice, text: await client.notice(notice, options) }))),
  );
  const consents = await readAnswer(scene, request, texts, given);
  if (consents === 'back') return;
  const agreed = consents !== 'decline';
  const answer = { application: request.application, agreed, consents: agreed ? consents : [] };
  await asRelative(client.answerSubjectRequest(token, answer, options));
  await untilAborted(walk.signal);
}

async function readAnswer(
  { walk, application }: SubjectScene,
  request: SubjectRequest,
  texts: readonly NoticeText[],
  given: Map<string, Consent>,
): Promise<readonly Consent[] | 'decline' | 'back'> {
  const show = (busy: boolean) =>
    walk.publish({
      kind: 'subject_consent',
      subjectName: application.subject_name,
      operatorName: request.operator_name,
      relationship: relationshipLabel(walk, request.relationship),
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
  const ear = walk.inbox.listen(['set_consent', 'agree', 'decline', 'back']);
  try {
    for (;;) {
      show(false);
      const asked = await ear.next(walk.signal);
      if (asked.kind === 'back') return 'back';
      if (asked.kind === 'set_consent') {
        const found = texts.find(({ notice }) => notice.id === asked.noticeId);
        if (found && asked.accepted) given.set(asked.noticeId, consentTo(found.notice, walk.clock.epochMs()));
        else given.delete(asked.noticeId);
        continue;
      }
      if (asked.kind === 'agree' && given.size < texts.length) continue;
      show(true);
      return asked.kind === 'agree' ? [...given.values()] : 'decline';
    }
  } finally {
    ear.close();
  }
}

/** The backend's own word that it went on comes soon. */
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
