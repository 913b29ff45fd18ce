import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { layout } from '../pages/person-page.ts';
import type { Submitted, View } from './account-forms.ts';
import type { AccountError } from './account-rules.ts';
import { type ProviderTexts, texts } from './texts.ts';

export interface AccountPage {
  readonly view: View;
  readonly locale: Language;
  /** Path of this log-in, e.g. `/oidc/interaction/UID`. */
  readonly path: string;
  readonly clientName?: string;
  /** What the log-in is for, where it is for no client: then there is nobody to hand a cancelled one back to. */
  readonly intro?: string;
  /** What can be done here without a log-in. */
  readonly otherWay?: { readonly href: string; readonly text: string };
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

/** The provider's own page to log in, to register or to set a new password: one plain form, no script. */
export function accountPage(page: AccountPage): string {
  const t = texts[page.locale];
  const { view, locale, path } = page;
  const address = (to: View, lang: Language) => `${path}?view=${to}&lang=${lang}`;
  const link = (to: View, text: string) => html`<a class="other" href="${address(to, locale)}">${text}</a>\n`;
  const { title, submit, fields } = FORMS[view];
  return layout(
    locale,
    t[title],
    html`<p>${view === 'reset' ? t.resetIntro : (page.intro ?? t.loginFor(page.clientName ?? ''))}</p>
${page.error === undefined ? '' : html`<p class="error" role="alert">${t.errors[page.error]}</p>`}
<form method="post" action="${path}/${view}?lang=${locale}">
${fields(t, page)}
<button type="submit">${t[submit]}</button>
</form>
${view === 'login' ? link('register', t.toRegister) : link('login', t.toLogin)}${
  view === 'login' && page.accountsVerified ? link('reset', t.toReset) : ''
}${view === 'login' && page.intro === undefined ? html`<a class="other" href="${CLOSING_PATH}?lang=${locale}">${t.toClosing}</a>\n` : null}${page.otherWay === undefined ? null : html`<a class="other" href="${page.otherWay.href}">${page.otherWay.text}</a>\n`}${page.intro === undefined ? html`<form method="post" action="${path}/cancel"><button class="plain" type="submit">${t.cancel}</button></form>` : null}`,
    address(view, locale === 'en' ? 'zh-CN' : 'en'),
  );
}

const loginFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  field(page, 'account', t.account, { autocomplete: 'username' }),
  field(page, 'password', t.password, { type: 'password', autocomplete: 'current-password' }),
];

const registerFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  field(page, 'name', t.name, { autocomplete: 'name', wrong: ['name_invalid', 'not_confirmed'] }),
  numberField(t, page),
  ...(page.accountsVerified ? [codeField(page, t.activationCode, t.activationHint)] : []),
  ...phoneAndPassword(t, page, t.phone),
];

const resetFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  numberField(t, page),
  codeField(page, t.freshCode, t.freshCodeHint),
  ...phoneAndPassword(t, page, t.registeredPhone),
];

const numberField = (t: ProviderTexts, page: AccountPage): Html =>
  field(page, 'idNumber', t.idNumber, { wrong: ['number_invalid', ...UNCONFIRMED] });

const codeField = (page: AccountPage, label: string, hint: string): Html =>
  field(page, 'activationCode', label, { hint, numeric: true, wrong: ['code_invalid', ...UNCONFIRMED] });

const phoneAndPassword = (t: ProviderTexts, page: AccountPage, phoneLabel: string): Html[] => [
  field(page, 'phone', phoneLabel, {
    type: 'tel',
    autocomplete: 'tel-national',
    wrong: ['phone_invalid', 'reset_not_confirmed'],
  }),
  field(page, 'password', t.newPassword, {
    type: 'password',
    autocomplete: 'new-password',
    wrong: ['password_short', 'password_common'],
  }),
];

/** Which of the entries is wrong is not told. */
const UNCONFIRMED = ['not_confirmed', 'reset_not_confirmed'] as const satisfies readonly AccountError[];

const FORMS = {
  login: { title: 'loginTitle', submit: 'login', fields: loginFields },
  register: { title: 'registerTitle', submit: 'register', fields: registerFields },
  reset: { title: 'resetTitle', submit: 'reset', fields: resetFields },
} as const;

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

/** Where an account is closed. */
export const CLOSING_PATH = '/account/close';
