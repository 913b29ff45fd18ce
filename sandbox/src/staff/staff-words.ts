import type { Language } from '../pages/language.ts';

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
  changePassword: '修改密码',
  currentPassword: '现在的密码',
  newPassword: '新密码',
  newPasswordHelp: '至少 8 个字符，不要用别人容易猜到的',
  changeEnds: '修改后，这个账号在其他地方的登录会退出。',
  changed: '密码已修改。下次登录请用新密码。',
  password_short: '新密码至少要 8 个字符。',
  password_common: '新密码太容易猜到了，请换一个。',
  back: '返回',
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
  changePassword: 'Change password',
  currentPassword: 'Present password',
  newPassword: 'New password',
  newPasswordHelp: 'Eight characters at least, and not what others would guess',
  changeEnds: 'Whoever is logged in with this account elsewhere is logged out then.',
  changed: 'The password is changed. Use the new one at your next log-in.',
  password_short: 'A new password has eight characters at least.',
  password_common: 'That password is too easy to guess. Please choose another.',
  back: 'Back',
};

export const staffWords = (language: Language): StaffWords => (language === 'en' ? en : zh);
