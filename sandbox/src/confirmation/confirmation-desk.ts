import type { SubjectRequest } from '../../../src/protocol/subject-request.ts';
import type { Language } from '../pages/pick-language.ts';
import type { AccountResult, Registration } from '../provider/accounts.ts';

/** What is asked of a relative who logged in. */
export interface Question extends SubjectRequest {
  /** The relative's subject identifier. */
  readonly sub: string;
  readonly notice: { readonly title: string; readonly text: string };
}

export type Asked = Question | 'gone' | Extract<AccountResult, { error: unknown }>;

/** What the relative's own page needs of the backend. */
export interface ConfirmationDesk {
  /** Whether somebody's answer is awaited there. */
  waits(token: string): Promise<boolean>;
  logIn(
    token: string,
    entry: { readonly account: string; readonly password: string },
    language: Language,
  ): Promise<Asked>;
  register(token: string, entry: Registration, language: Language): Promise<Asked>;
  /** `false` when it waits no longer. */
  answer(token: string, sub: string, agreed: boolean, language: Language): Promise<boolean>;
}
