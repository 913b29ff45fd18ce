import { isSubjectsOwn } from '../../../src/protocol/subject-request.ts';
import { noticeTexts } from '../api/policy/notices.ts';
import { findSubjectRequest, waitingRequest } from '../api/subject/find-subject-request.ts';
import { settleAnswer } from '../api/subject/settle-answer.ts';
import { requestView } from '../api/subject/subject-link-routes.ts';
import type { Asked, ConfirmationDesk } from '../confirmation/confirmation-desk.ts';
import type { Language } from '../pages/pick-language.ts';
import { type AccountResult, logIn, register } from '../provider/accounts.ts';
import type { Backend } from './backend.ts';
import { ProblemError } from './problem-error.ts';

/** The relative's own page over the database and the provider's accounts. */
export function confirmationDeskOf(backend: Backend): ConfirmationDesk {
  const { db, hash } = backend;

  async function ask(token: string, result: AccountResult, language: Language): Promise<Asked> {
    if ('error' in result) return result;
    try {
      const row = await findSubjectRequest(backend, token, result.sub);
      const { title, text } = noticeIn(language);
      const notice = { title, text: text.toString('utf8').split('\n').slice(1).join('\n').trim() };
      return { ...(await requestView(db, row)), sub: result.sub, notice };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return error.code === 'subject_mismatch' ? { error: 'not_the_relative' } : 'gone';
    }
  }

  return {
    waits: async (token) => (await waitingRequest(backend, token)) !== undefined,
    logIn: async (token, entry, language) => ask(token, await logIn(db, hash, entry), language),
    register: async (token, entry, language) => ask(token, await register(db, hash, entry), language),

    async answer(token, sub, agreed, language) {
      const row = await waitingRequest(backend, token);
      if (row === undefined) return false;
      if (!agreed) {
        const decidedBy = `subject:${sub}`;
        return settleAnswer(backend, row.id, { agreed, reason: 'subject_declined', decidedBy });
      }
      const at = new Date().toISOString();
      const { id, version, sha256, locale } = noticeIn(language);
      const consent = { notice: id, version, sha256, locale, by: 'subject', at, method: 'checkbox' } as const;
      return settleAnswer(backend, row.id, {
        agreed,
        answer: { by: 'relative', who: sub, consents: [consent], at },
      });
    },
  };
}

/** The notice that a relative agrees to. */
const noticeIn = (language: Language) =>
  noticeTexts.find((notice) => isSubjectsOwn(notice, 'subject_login') && notice.locale === language)!;
