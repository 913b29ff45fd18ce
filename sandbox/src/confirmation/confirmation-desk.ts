import type { SubjectRequest } from '@family-auth/library/protocol/subject-request.ts';
import type { Language } from '../pages/pick-language.ts';
import type { Submitted, View } from '../provider/account-forms.ts';

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
