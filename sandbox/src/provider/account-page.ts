import { PAGE_HEADERS } from '../http/page-answers.ts';
import { type Html, html } from '../pages/html.ts';
import { groupNumber, type Language } from '../pages/language.ts';
import { layout, sizeWords } from '../pages/person-page.ts';
import { groupActivationCode, isActivationCode, tidyActivationCode } from '../registry/activation-code.ts';
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
  readonly errors: readonly AccountError[];
  /** What was typed; a password is not shown again. */
  readonly typed: Submitted['typed'];
}

/** What a page shows again of a form that did not do. */
export const shownOf = (submitted: Submitted | undefined): Pick<AccountPage, 'errors' | 'typed'> => ({
  typed: submitted?.typed ?? {},
  errors: submitted !== undefined && 'errors' in submitted.result ? submitted.result.errors : [],
});

/** Where an account is closed. */
export const CLOSING_PATH = '/account/close';

/** Where the script is that makes the form easier; it works without. */
export const SCRIPT_PATH = '/oidc/interaction.js';

/** Where it is for no client. */
export const ACCOUNT_HEADERS = {
  ...PAGE_HEADERS,
  'Content-Security-Policy': `${PAGE_HEADERS['Content-Security-Policy']}; script-src 'self'`,
};

/** The provider's own page to log in, to register or to set a new password: one plain form. */
export function accountPage(page: AccountPage): string {
  const t = texts[page.locale];
  const { view, locale, path } = page;
  const link = (to: View, text: string) =>
    html`<a class="other" href="${path}?view=${to}&lang=${locale}">${text}</a>\n`;
  const { title, submit, fields } = FORMS[view];
  return layout(
    locale,
    t[title],
    html`<p>${view === 'reset' ? t.resetIntro : (page.intro ?? t.loginFor(page.clientName ?? ''))}</p>
${problem(t, page)}
<form id="account-form" method="post" action="${path}/${view}?lang=${locale}" novalidate>
${fields(t, page)}
<button type="submit">${t[submit]}</button>
</form>
${view === 'login' ? link('register', t.toRegister) : link('login', t.toLogin)}${
  view === 'login' && page.accountsVerified ? link('reset', t.toReset) : ''
}${view === 'login' && page.intro === undefined ? html`<a class="other" href="${CLOSING_PATH}?lang=${locale}">${t.toClosing}</a>\n` : null}${page.otherWay === undefined ? null : html`<a class="other" href="${page.otherWay.href}">${page.otherWay.text}</a>\n`}${page.intro === undefined ? html`<form method="post" action="${path}/cancel"><button class="plain" type="submit">${t.cancel}</button></form>` : null}
<script type="module" src="${SCRIPT_PATH}"></script>`,
    tools(page),
  );
}

/**
 * Language and size of text, as buttons of the form: what is typed goes along and is shown again. The Enter key presses the first
 * button of a form, which therefore is the form's own, once more and out of sight.
 */
function tools({ view, locale, path }: AccountPage): Html {
  const other = locale === 'en' ? 'zh-CN' : 'en';
  const t = sizeWords(locale);
  const again = (query: string, text: string, more: Html) =>
    html`<button class="tool" form="account-form" formnovalidate name="again" value="yes" formaction="${path}/${view}?${query}"${more}>${text}</button>\n`;
  return html`<button type="submit" form="account-form" hidden></button>
${again(`lang=${locale}&text=large`, t.large, html` data-text-size="large"`)}${again(`lang=${locale}&text=normal`, t.normal, html` data-text-size="normal"`)}${again(`lang=${other}`, t.otherLanguage, html` lang="${other}"`)}`;
}

/** Above the form: what is wrong with it as a whole, or where to look. */
function problem(t: ProviderTexts, { errors }: AccountPage): Html | null {
  const [first] = errors;
  if (first === undefined) return null;
  if (errors.length === 1) return html`<p class="error" id="problem" role="alert">${t.errors[first]}</p>`;
  const places = errors.map(
    (error) => html`<li><a href="#${fieldsOf(error)[0] ?? ''}">${t.errors[error]}</a></li>\n`,
  );
  return html`<div class="error" id="problem" role="alert">${t.several(errors.length)}<ul>
${places}</ul></div>`;
}

const loginFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  field(t, page, 'account', t.account, { autocomplete: 'username' }),
  passwordField(t, page, t.password, 'current-password'),
];

const registerFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  field(t, page, 'name', t.name, { autocomplete: 'name' }),
  numberField(t, page),
  ...(page.accountsVerified ? [codeField(t, page, t.activationCode, t.activationHint)] : []),
  ...phoneAndPassword(t, page, t.phone),
];

const resetFields = (t: ProviderTexts, page: AccountPage): Html[] => [
  numberField(t, page),
  codeField(t, page, t.freshCode, t.freshCodeHint),
  ...phoneAndPassword(t, page, t.registeredPhone),
];

const numberField = (t: ProviderTexts, page: AccountPage): Html =>
  field(t, page, 'idNumber', t.idNumber, { groups: '6 8 4', shown: groupNumber });

const codeField = (t: ProviderTexts, page: AccountPage, label: string, hint: string): Html =>
  field(t, page, 'activationCode', label, {
    hint,
    inputmode: 'numeric',
    groups: '4 4 4 4',
    shown: (typed) => (isActivationCode(typed) ? groupActivationCode(tidyActivationCode(typed)) : typed),
  });

const phoneAndPassword = (t: ProviderTexts, page: AccountPage, phoneLabel: string): Html[] => [
  field(t, page, 'phone', phoneLabel, { type: 'tel', autocomplete: 'tel-national' }),
  passwordField(t, page, t.newPassword, 'new-password'),
];

/** The script adds the button that shows it. */
const passwordField = (t: ProviderTexts, page: AccountPage, label: string, autocomplete: string): Html =>
  field(t, page, 'password', label, {
    type: 'password',
    autocomplete,
    more: html` data-show="${t.showPassword}" data-hide="${t.hidePassword}"`,
  });

const FORMS = {
  login: { title: 'loginTitle', submit: 'login', fields: loginFields },
  register: { title: 'registerTitle', submit: 'register', fields: registerFields },
  reset: { title: 'resetTitle', submit: 'reset', fields: resetFields },
} as const;

/** The entries that an error is about. Where it is about several, which of them is wrong is not told. */
const FIELDS: Readonly<Partial<Record<AccountError, readonly string[]>>> = {
  account_missing: ['account'],
  password_missing: ['password'],
  wrong_credentials: ['account', 'password'],
  name_invalid: ['name'],
  number_invalid: ['idNumber'],
  code_invalid: ['activationCode'],
  phone_invalid: ['phone'],
  password_short: ['password'],
  password_common: ['password'],
  not_confirmed: ['name', 'idNumber', 'activationCode'],
  reset_not_confirmed: ['idNumber', 'activationCode', 'phone'],
};

const fieldsOf = (error: AccountError): readonly string[] => FIELDS[error] ?? [];

/** The first entry that something is wrong with: the focus is there when the page opens. */
const firstWrong = ({ errors }: AccountPage): string | undefined =>
  errors.flatMap((error) => fieldsOf(error))[0];

interface FieldOptions {
  readonly type?: 'text' | 'tel' | 'password';
  readonly autocomplete?: string;
  /** Stands below the label and is read with it. */
  readonly hint?: string;
  /** The keyboard that a telephone shows. */
  readonly inputmode?: 'numeric';
  /** Lengths of the groups in which the script shows it while it is typed. */
  readonly groups?: string;
  /** How what was typed is shown again. Default: as it was typed. */
  readonly shown?: (typed: string) => string;
  readonly more?: Html;
}

function field(
  t: ProviderTexts,
  page: AccountPage,
  name: string,
  label: string,
  {
    type = 'text',
    autocomplete = 'off',
    hint,
    inputmode,
    groups,
    shown = (typed) => typed,
    more,
  }: FieldOptions,
): Html {
  const value = type === 'password' ? '' : shown(page.typed[name] ?? '');
  const wrong = page.errors.filter((error) => fieldsOf(error).includes(name));
  // What is about several entries stands above the form once, and is read with each.
  const own = wrong.find((error) => fieldsOf(error).length === 1);
  const ids = [
    ...(own === undefined ? [] : [`${name}-error`]),
    ...(own === undefined && wrong.length > 0 ? ['problem'] : []),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ];
  return html`<label for="${name}">${label}</label>
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${own === undefined ? '' : html`<p class="field-error" id="${name}-error">${t.errors[own]}</p>`}
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" required
 maxlength="200" spellcheck="false"${inputmode === undefined ? '' : html` inputmode="${inputmode}"`}${
   groups === undefined ? '' : html` data-groups="${groups}" autocapitalize="characters"`
 }${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${
   wrong.length === 0 ? '' : html` aria-invalid="true"`
 }${firstWrong(page) === name ? html` autofocus` : ''}${more}>
`;
}
