import { isSubjectsOwn, type SubjectRequest } from '@family-auth/library/protocol/subject-request.ts';
import { eq } from 'drizzle-orm';
import { documentEndingHash } from '../applications/cards.ts';
import { openStoredSubject } from '../applications/subject.ts';
import {
  findSubjectRequest,
  requestView,
  settleAnswer,
  waitingRequest,
} from '../applications/subject-requests.ts';
import type { Backend } from '../context/backend.ts';
import { operators } from '../database/schema/operators.ts';
import { ProblemError } from '../errors/errors.ts';
import { countAttempt, todayUtc } from '../limits/count-attempt.ts';
import type { Language } from '../pages/language.ts';
import { type Submitted, submitForm, type View } from '../provider/account-forms.ts';
import type { Entered } from '../provider/account-rules.ts';
import type { Accounts } from '../provider/accounts.ts';
import { noticeTexts } from '../rules/notices.ts';
import { WRONG_ENDINGS_PER_DAY } from '../rules/policy.ts';

/** What is asked of a relative who logged in. */
export interface Question extends SubjectRequest {
  /** The relative's subject identifier. */
  readonly sub: string;
  /** When they logged in, epoch milliseconds. */
  readonly loggedInAtMs: number;
  readonly notice: { readonly title: string; readonly text: string };
}

/** After a log-in: the question, or the form again with what was wrong. */
export type Asked = Question | Submitted | 'gone';

/** What the relative's own page needs of the backend. */
export interface ConfirmationDesk {
  /** Whether somebody's answer is awaited there. */
  waits(token: string): Promise<boolean>;
  /** Logs in or registers by a form of the page. */
  enter(token: string, view: View, body: unknown, language: Language): Promise<Asked>;
  /** `false` when it waits no longer, or the log-in was too long ago or by a password that was replaced since. */
  answer(
    token: string,
    by: Pick<Question, 'sub' | 'loggedInAtMs'>,
    agreed: boolean,
    language: Language,
  ): Promise<boolean>;
  /**
   * A relative's no without an account: whoever has the link and the end of the document number. There are few tries a day.
   *
   * @param ending the last six characters.
   */
  decline(token: string, ending: string): Promise<'declined' | 'wrong' | 'too_many' | 'gone'>;
}

/** The relative's own page over the database and the provider's accounts. */
export function openConfirmationDesk(backend: Backend, accounts: Accounts): ConfirmationDesk {
  async function ask(token: string, { sub, authTimeS }: Entered, language: Language): Promise<Question> {
    const row = await findSubjectRequest(backend, token, sub);
    const { title, text } = noticeIn(language);
    const notice = { title, text: text.toString('utf8').split('\n').slice(1).join('\n').trim() };
    return { ...(await requestView(backend.db, row)), sub, loggedInAtMs: authTimeS * 1000, notice };
  }

  return {
    waits: async (token) => (await waitingRequest(backend, token)) !== undefined,

    async enter(token, view, body, language): Promise<Asked> {
      const submitted = await submitForm(accounts, view, body, token);
      if (submitted === undefined) return 'gone';
      if ('errors' in submitted.result) return submitted;
      try {
        return await ask(token, submitted.result, language);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        if (error.code !== 'subject_mismatch') return 'gone';
        return { ...submitted, result: { errors: ['not_the_relative'] } };
      }
    },

    decline: (token, ending) => decline(backend, token, ending),

    async answer(token, { sub, loggedInAtMs }, agreed, language) {
      const row = await waitingRequest(backend, token);
      if (row === undefined || !(await isRecent(backend, sub, loggedInAtMs))) return false;
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

/** Counted before it is compared, so that many tries at once gain nothing. */
async function decline(
  backend: Backend,
  token: string,
  ending: string,
): Promise<'declined' | 'wrong' | 'too_many' | 'gone'> {
  const { db, hash } = backend;
  const row = await waitingRequest(backend, token);
  if (row === undefined) return 'gone';
  if ((await countAttempt(db, `decline:${row.id}`, todayUtc())) > WRONG_ENDINGS_PER_DAY) return 'too_many';
  const { id } = await openStoredSubject(backend, row);
  if (documentEndingHash(hash, row.id, ending) !== documentEndingHash(hash, row.id, id.number))
    return 'wrong';
  const settled = { agreed: false, reason: 'subject_declined', decidedBy: 'subject' } as const;
  return (await settleAnswer(backend, row.id, settled)) ? 'declined' : 'gone';
}

/** As for a token: the log-in is not long ago, and its password is still the one. */
async function isRecent({ db, settings }: Backend, sub: string, loggedInAtMs: number): Promise<boolean> {
  if (Date.now() - loggedInAtMs > settings.maxAuthAgeS * 1000) return false;
  const [account] = await db.select().from(operators).where(eq(operators.sub, sub));
  return account !== undefined && account.passwordSetAt.getTime() <= loggedInAtMs;
}

/** The notice that a relative agrees to. */
const noticeIn = (language: Language) =>
  noticeTexts.find((notice) => isSubjectsOwn(notice, 'subject_login') && notice.locale === language)!;
