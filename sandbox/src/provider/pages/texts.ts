import type { AccountError } from '../accounts.ts';

export type Locale = 'zh-CN' | 'en';

export interface ProviderTexts {
  readonly test: string;
  readonly platform: string;
  readonly loginTitle: string;
  readonly loginFor: (client: string) => string;
  readonly account: string;
  readonly password: string;
  readonly login: string;
  readonly toRegister: string;
  readonly registerTitle: string;
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly newPassword: string;
  readonly register: string;
  readonly toLogin: string;
  readonly cancel: string;
  readonly otherLanguage: string;
  readonly errorTitle: string;
  readonly errorText: string;
  readonly errors: Readonly<Record<AccountError, string>>;
}

export const texts: Readonly<Record<Locale, ProviderTexts>> = {
  'zh-CN': {
    test: '测试环境，请勿填写真实信息',
    platform: '社会保险服务平台（测试）',
    loginTitle: '登录',
    loginFor: (client) => `登录后，“${client}”可以替您查看和添加家人。`,
    account: '手机号或证件号码',
    password: '密码',
    login: '登录',
    toRegister: '没有账号？注册新账号',
    registerTitle: '注册新账号',
    name: '姓名',
    idNumber: '证件号码',
    phone: '手机号（11 位）',
    newPassword: '设置密码（至少 8 位）',
    register: '注册并登录',
    toLogin: '已有账号？直接登录',
    cancel: '取消',
    otherLanguage: 'English',
    errorTitle: '没有登录成功',
    errorText: '请关上这个窗口，回到原来的网页，再登录一次。',
    errors: {
      name_invalid: '请按证件填写姓名',
      number_invalid: '证件号码不对，请对照证件再看一遍',
      phone_invalid: '手机号应为 11 位数字',
      password_short: '密码至少 8 位',
      already_registered: '这个证件号码或手机号已经注册过，请直接登录',
      wrong_credentials: '账号或密码不对，请再试一次',
      too_many_tries: '今天试的次数太多了，请明天再来',
      not_the_relative: '这不是您家人要添加的那个人的账号。请用您本人的账号登录',
    },
  },
  en: {
    test: 'Test system: enter nothing real',
    platform: 'Social insurance service platform (test)',
    loginTitle: 'Log in',
    loginFor: (client) => `Once logged in, “${client}” can show and add your relatives for you.`,
    account: 'Phone number or document number',
    password: 'Password',
    login: 'Log in',
    toRegister: 'No account yet? Register',
    registerTitle: 'Register a new account',
    name: 'Name',
    idNumber: 'Document number',
    phone: 'Phone number (11 digits)',
    newPassword: 'Choose a password (8 characters or more)',
    register: 'Register and log in',
    toLogin: 'Already registered? Log in',
    cancel: 'Cancel',
    otherLanguage: '中文',
    errorTitle: 'The log-in did not work',
    errorText: 'Please close this window, go back to the page you came from and log in again.',
    errors: {
      name_invalid: 'Please enter the name as on the document',
      number_invalid: 'That document number is not right. Please compare it with the document',
      phone_invalid: 'The phone number should have 11 digits',
      password_short: 'The password needs 8 characters or more',
      already_registered: 'This document or phone number is registered already. Please log in',
      wrong_credentials: 'The account or the password is not right. Please try again',
      too_many_tries: 'Too many tries today. Please come back tomorrow',
      not_the_relative:
        'This is not the account of the person to be added. Please log in with your own account',
    },
  },
};

/** The page's language: what the client asked for (`ui_locales`), else what the browser prefers, else Chinese. */
export function localeOf(...wishes: readonly (string | undefined)[]): Locale {
  for (const wish of wishes) {
    for (const tag of (wish ?? '').split(/[\s,]+/)) {
      if (/^zh\b/i.test(tag)) return 'zh-CN';
      if (/^en\b/i.test(tag)) return 'en';
    }
  }
  return 'zh-CN';
}
