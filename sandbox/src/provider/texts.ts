import type { Language } from '../pages/language.ts';
import type { AccountError } from './account-rules.ts';

export interface ProviderTexts {
  readonly loginTitle: string;
  readonly loginFor: (client: string) => string;
  readonly account: string;
  readonly password: string;
  readonly login: string;
  readonly toRegister: string;
  readonly registerTitle: string;
  readonly name: string;
  readonly idNumber: string;
  readonly activationCode: string;
  readonly activationHint: string;
  readonly phone: string;
  readonly newPassword: string;
  readonly register: string;
  readonly toLogin: string;
  readonly resetTitle: string;
  readonly resetIntro: string;
  readonly freshCode: string;
  readonly freshCodeHint: string;
  readonly reset: string;
  readonly registeredPhone: string;
  readonly toReset: string;
  readonly toClosing: string;
  readonly cancel: string;
  readonly showPassword: string;
  readonly hidePassword: string;
  /** Where more than one entry is wrong. */
  readonly several: (count: number) => string;
  readonly errorTitle: string;
  readonly errorText: string;
  readonly errors: Readonly<Record<AccountError, string>>;
}

export const texts: Readonly<Record<Language, ProviderTexts>> = {
  'zh-CN': {
    loginTitle: '登录',
    loginFor: (client) => `登录后，“${client}”可以替您查看和添加家人。`,
    account: '手机号或证件号码',
    password: '密码',
    login: '登录',
    toRegister: '没有账号？注册新账号',
    registerTitle: '注册新账号',
    name: '姓名',
    idNumber: '证件号码',
    activationCode: '激活码（16 位数字）',
    activationHint:
      '印在平台寄给您的信上，只能用一次。没有的话，请带身份证到社保窗口领取。测试环境见 sandbox/CITIZENS.md。',
    phone: '手机号（11 位）',
    newPassword: '设置密码（至少 8 位）',
    register: '注册并登录',
    toLogin: '已有账号？直接登录',
    resetTitle: '忘记密码',
    resetIntro:
      '请先带身份证到社保窗口，领取一个新的激活码，再在这里设置新密码。设置以后，别处的登录都会退出。',
    freshCode: '新的激活码（16 位数字）',
    freshCodeHint:
      '窗口给您的纸条上。注册时用过的那个不能再用。测试环境的窗口：/desk/，见 npm start 的显示。',
    reset: '设置新密码并登录',
    registeredPhone: '注册时的手机号（11 位；窗口已为您登记换号的，填现在的）',
    toReset: '忘记密码？',
    toClosing: '注销账户',
    cancel: '取消',
    showPassword: '显示密码',
    hidePassword: '隐藏密码',
    several: (count) => `有 ${count} 处需要改一改：`,
    errorTitle: '没有登录成功',
    errorText: '请关上这个窗口，回到原来的网页，再登录一次。',
    errors: {
      account_missing: '请填写手机号或证件号码',
      password_missing: '请填写密码',
      name_invalid: '请按证件填写姓名',
      number_invalid: '证件号码不对，请对照证件再看一遍',
      phone_invalid: '手机号应为 11 位数字',
      password_short: '密码至少 8 位',
      password_common: '这个密码太容易被人猜到，请换一个。不要用生日、手机号或连续的数字',
      code_invalid: '激活码应为 16 位数字，请对照信件再看一遍',
      not_confirmed: '姓名、证件号码和激活码对不上，请逐项核对。激活码用过以后就不能再用',
      reset_not_confirmed:
        '证件号码、激活码和注册时的手机号对不上，请逐项核对。换过手机号，或者账号不是您自己注册的，请在窗口说明',
      already_registered: '您已经注册过了，请直接登录。忘记密码，可以用这个激活码设置新密码',
      identity_unproven: '这个账号还没有核实过身份，请用激活码重新注册',
      too_many_codes: '在这个窗口里试的次数太多了。请关上它，从头再来；或者带身份证到社保窗口领取新的激活码',
      wrong_credentials: '账号或密码不对，请再试一次。也可以改用证件号码登录',
      too_many_tries: '今天试的次数太多了。请明天再来，或者带身份证到社保窗口，凭新的激活码重设密码',
      not_the_relative: '这不是您家人要添加的那个人的账号。请用您本人的账号登录',
    },
  },
  en: {
    loginTitle: 'Log in',
    loginFor: (client) => `Once logged in, “${client}” can show and add your relatives for you.`,
    account: 'Phone number or document number',
    password: 'Password',
    login: 'Log in',
    toRegister: 'No account yet? Register',
    registerTitle: 'Register a new account',
    name: 'Name',
    idNumber: 'Document number',
    activationCode: 'Activation code (16 digits)',
    activationHint:
      'In the letter from the platform; it can be used once. None? Bring your document to a counter. In this test system: see sandbox/CITIZENS.md.',
    phone: 'Phone number (11 digits)',
    newPassword: 'Choose a password (8 characters or more)',
    register: 'Register and log in',
    toLogin: 'Already registered? Log in',
    resetTitle: 'Forgotten password',
    resetIntro:
      'First bring your document to a counter and get a new activation code; then choose a new password here. Wherever you are logged in, you are logged out.',
    freshCode: 'New activation code (16 digits)',
    freshCodeHint:
      'On the slip from the counter. The one that you registered with cannot be used again. In this test system the counter is /desk/, see what npm start printed.',
    reset: 'Set the password and log in',
    registeredPhone:
      'The phone number that you registered with (11 digits), or your new one if the counter agreed to change it',
    toReset: 'Forgotten your password?',
    toClosing: 'Close your account',
    cancel: 'Cancel',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    several: (count) => `Please look at ${count} entries again:`,
    errorTitle: 'The log-in did not work',
    errorText: 'Please close this window, go back to the page you came from and log in again.',
    errors: {
      account_missing: 'Please enter your phone number or document number',
      password_missing: 'Please enter your password',
      name_invalid: 'Please enter the name as on the document',
      number_invalid: 'That document number is not right. Please compare it with the document',
      phone_invalid: 'The phone number should have 11 digits',
      password_short: 'The password needs 8 characters or more',
      password_common:
        'This password is easy to guess. Please choose another one, without birthdays, phone numbers or rows of digits',
      code_invalid: 'The activation code has 16 digits. Please compare it with the letter',
      not_confirmed:
        'Name, document number and activation code do not belong together. Please check each of them. A code that was used cannot be used again',
      reset_not_confirmed:
        'Document number, activation code and the phone that you registered with do not belong together. Please check each of them. If the phone is no longer yours, or somebody else registered, tell the counter',
      already_registered:
        'You are registered already. Please log in, or set a new password with this activation code',
      identity_unproven:
        'Nobody has proved yet whose account this is. Please register again with your activation code',
      too_many_codes:
        'Too many tries in this window. Please close it and begin again, or bring your document to a counter and get a new activation code',
      wrong_credentials:
        'The account or the password is not right. Please try again, or use your document number',
      too_many_tries:
        'Too many tries today. Please come back tomorrow, or bring your document to a counter and set a new password with the code that you get there',
      not_the_relative:
        'This is not the account of the person to be added. Please log in with your own account',
    },
  },
};
