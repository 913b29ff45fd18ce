import * as z from 'zod/mini';
import { type AccountResult, refused } from './account-rules.ts';
import type { Accounts } from './accounts.ts';

/** What a person can do on the provider's page. */
export const VIEWS = ['login', 'register', 'reset'] as const;
export type View = (typeof VIEWS)[number];

/** The view that an address asks for, or `login`. */
export const viewOf = (asked: unknown): View => VIEWS.find((view) => view === asked) ?? 'login';

const text = z.string().check(z.maxLength(200));
const LoginForm = z.object({ account: text, password: text });
const RegistrationForm = z.object({
  name: text,
  idNumber: text,
  phone: text,
  password: text,
  activationCode: z.optional(text),
});

const ResetForm = z.object({ idNumber: text, phone: text, password: text, activationCode: text });

const AgainForm = z.object({ again: z.literal('yes') });
/** A form as far as it is filled in. */
const TypedForm = z.partial(z.object({ ...LoginForm.shape, ...RegistrationForm.shape }));

/** What came of a form, and what was typed into it, to be shown again. */
export interface Submitted {
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly result: AccountResult;
}

/**
 * Hands a form to the accounts. One that is to be shown again, in another language say, goes nowhere and has nothing wrong.
 *
 * @param visit the log-in window or the link that it was sent from.
 * @returns `undefined` for what is no such form.
 */
export async function submitForm(
  accounts: Accounts,
  view: View,
  body: unknown,
  visit: string,
): Promise<Submitted | undefined> {
  if (AgainForm.safeParse(body).success) {
    const form = TypedForm.safeParse(body);
    return form.success ? { typed: form.data, result: refused() } : undefined;
  }
  switch (view) {
    case 'login': {
      const form = LoginForm.safeParse(body);
      return form.success ? { typed: form.data, result: await accounts.logIn(form.data) } : undefined;
    }
    case 'register': {
      const form = RegistrationForm.safeParse(body);
      return form.success
        ? { typed: form.data, result: await accounts.register(form.data, visit) }
        : undefined;
    }
    case 'reset': {
      const form = ResetForm.safeParse(body);
      return form.success ? { typed: form.data, result: await accounts.reset(form.data, visit) } : undefined;
    }
  }
}
