import { type Html, html } from '../../pages/html.ts';
import type { Submitted, View } from '../account-forms.ts';
import type { AccountError } from '../accounts.ts';
import { layout } from './layout.ts';
import { type Locale, type ProviderTexts, texts } from './texts.ts';

export interface AccountPage {
  readonly view: View;
  readonly locale: Locale;
  /** Path of this log-in, e.g. `/oidc/interaction/UID`. */
  readonly path: string;
  readonly clientName?: string;
  /** What the log-in is for, where it is for no client: then there is nobody to hand a cancelled one back to. */
  readonly intro?: string;
  /** Whether a registration asks for an activation code. */
  readonly accountsVerified: boolean;
  readonly error?: AccountError | undefined;
  /** What was typed; a password is not shown again. */
  readonly typed: Submitted['typed'];
}

/** What a page shows again of a form that did not do. */
export const shownOf = (submitted: Submitted | undefined): Pick<AccountPage, 'error' | 'typed'> => ({
  typed: submitted?.typed ?? {},
  error: submitted !== undefined && 'error' in submitted.result ? submitted.result.error : undefined,
});

/** The provider's own page to log in or to register: one plain form, no script. */
export function accountPage(page: AccountPage): string {
  const t = texts[page.locale];
  const { view, locale, path } = page;
  const address = (to: View, lang: Locale) => `${path}?view=${to}&lang=${lang}`;
  const other = view === 'login' ? 'register' : 'login';
  return layout(
    locale,
    view === 'login' ? t.loginTitle : t.registerTitle,
    html`<p>${page.intro ?? t.loginFor(page.clientName ?? '')}</p>
${page.error === undefined ? '' : html`<p class="error" role="alert">${t.errors[page.error]}</p>`}
<form method="post" action="${path}/${view}?lang=${locale}">
${view === 'login' ? loginFields(t, page) : registerFields(t, page)}
<button type="submit">${view === 'login' ? t.login : t.register}</button>
</form>
<a class="other" href="${address(other, locale)}">${view === 'login' ? t.toRegister : t.toLogin}</a>
${page.intro === undefined ? html`<form method="post" action="${path}/cancel"><button class="plain" type="submit">${t.cancel}</button></form>` : null}`,
    address(view, locale === 'en' ? 'zh-CN' : 'en'),
  );
}

const loginFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  field(page, 'account', t.account, { autocomplete: 'username' }),
  field(page, 'password', t.password, { type: 'password', autocomplete: 'current-password' }),
];

const registerFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  field(page, 'name', t.name, { autocomplete: 'name', wrong: ['name_invalid', 'not_confirmed'] }),
  field(page, 'idNumber', t.idNumber, { wrong: ['number_invalid', 'not_confirmed'] }),
  ...(page.accountsVerified
    ? [
        field(page, 'activationCode', t.activationCode, {
          hint: t.activationHint,
          numeric: true,
          wrong: ['code_invalid', 'not_confirmed'],
        }),
      ]
    : []),
  field(page, 'phone', t.phone, { type: 'tel', autocomplete: 'tel-national', wrong: ['phone_invalid'] }),
  field(page, 'password', t.newPassword, {
    type: 'password',
    autocomplete: 'new-password',
    wrong: ['password_short', 'password_common'],
  }),
];

interface FieldOptions {
  readonly type?: 'text' | 'tel' | 'password';
  readonly autocomplete?: string;
  /** Stands below the label and is read with it. */
  readonly hint?: string;
  /** Whether a telephone shows its digits. */
  readonly numeric?: boolean;
  /** Errors that are about this field. */
  readonly wrong?: readonly AccountError[];
}

function field({ typed, error }: AccountPage, name: string, label: string, options: FieldOptions): Html {
  const { type = 'text', autocomplete = 'off', hint, numeric = false, wrong = [] } = options;
  const value = type === 'password' ? '' : (typed[name] ?? '');
  const invalid = error !== undefined && wrong.includes(error);
  return html`<label for="${name}">${label}</label>
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" required
 maxlength="200" spellcheck="false"${numeric ? html` inputmode="numeric"` : ''}${
   hint === undefined ? '' : html` aria-describedby="${name}-hint"`
 }${invalid ? html` aria-invalid="true"` : ''}>
`;
}
