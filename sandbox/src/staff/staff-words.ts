import type { Language } from '../pages/pick-language.ts';

const zh = {
  test: '测试系统 · 仅含虚构人员 · 请勿录入真实信息',
  name: '账号',
  password: '密码',
  code: '动态验证码',
  codeHelp: '身份验证器应用上的 6 位数字',
  demo: '账号、密码和验证码，都在启动本系统的终端窗口里。',
  logIn: '登录',
  logOut: '退出登录',
  wrong: '账号、密码或验证码不对。每个验证码只能用一次，请换新的验证码再试。',
  other_role: '这个账号不能在这里办理业务。',
  too_many: '输错的次数太多了，请一刻钟后再试。',
  expired: '页面已过期，请重新登录。',
};
export type StaffWords = { readonly [Key in keyof typeof zh]: string };

const en: StaffWords = {
  test: 'Test system · invented people only · enter nothing real',
  name: 'Account',
  password: 'Password',
  code: 'One-time code',
  codeHelp: 'The six digits in your authenticator app',
  demo: 'Account, password and codes are in the terminal that started this system.',
  logIn: 'Log in',
  logOut: 'Log out',
  wrong: 'Account, password or code is not right. Each code works once: please try again with a new one.',
  other_role: 'This account cannot be used here.',
  too_many: 'Too many wrong tries. Please wait a quarter of an hour.',
  expired: 'That page had expired. Please log in again.',
};

export const staffWords = (language: Language): StaffWords => (language === 'en' ? en : zh);
