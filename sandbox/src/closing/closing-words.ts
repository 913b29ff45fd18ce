import type { Language } from '../pages/language.ts';

const zh = {
  title: '注销账户',
  intro: '注销后，这个账户就没有了，不能恢复。请先看清楚：',
  goes: '马上删除：姓名、手机号、证件号码的校验值、密码和登录记录；您提交过的照片、面部数据和家人的身份信息；还没有结果的申请。',
  links: '您添加的家人全部解除绑定，社保登记了手机号码的，我们会通知他们。',
  stays:
    '留下来的：审核结果（看不出是谁，保存三年）、删除凭证（三年）、没有姓名和号码的操作记录，激活码已经用过这一条，以及家人自己解除过绑定这一条（只有校验值）。您作为家人同意过的绑定不受影响，要解除请用通知里的链接。',
  again: '以后想再用，请带证件原件到社保窗口领取新的激活码，重新注册。',
  number: '证件号码',
  password: '密码',
  confirm: '我看清楚了，要注销这个账户',
  close: '注销账户',
  unconfirmed: '请先勾选“我看清楚了”。',
  wrong_credentials: '证件号码或密码不对，请核对后再试。',
  identity_unproven: '这个账号还没有核实过身份。请先在登录页用激活码重新注册（手机号和密码不变），再来注销。',
  too_many_tries: '输错的次数太多了，请明天再试，或者带证件原件到社保窗口办理。',
  done: '账户已注销',
  doneBody: '已经删除了账户和上面说的资料，解除了 {links} 位家人的绑定，撤回了 {applications} 份申请的同意。',
  receipt: '删除凭证',
  receiptHelp: '有我们的签名，能证明什么时候删了什么。需要的话，请复制保存：离开这一页就看不到了。',
};
export type ClosingWords = { readonly [Key in keyof typeof zh]: string };

const en: ClosingWords = {
  title: 'Close your account',
  intro: 'A closed account is gone and cannot be brought back. Please read first:',
  goes: 'Deleted at once: your name, phone, the check value of your document number, your password and log-ins; the photos, face data and relatives’ details that you sent; applications that are not decided.',
  links:
    'Every relative that you added is unlinked. We tell each of them who has a phone on record with social insurance.',
  stays:
    'What stays: decisions (three years, without showing who they were about), deletion receipts (three years), the record of what was done, without names and numbers, that your activation code was used, and, as a check value only, that a relative undid a link themself. Links that you agreed to as a relative are not affected: undo them by the link in the message.',
  again:
    'To come back later, get a new activation code at a social security counter with your original document, and register again.',
  number: 'Document number',
  password: 'Password',
  confirm: 'I have read this and want to close the account',
  close: 'Close the account',
  unconfirmed: 'Please tick that you have read it.',
  wrong_credentials: 'Document number or password is not right. Please compare and try again.',
  identity_unproven:
    'Nobody has proved yet whose account this is. Please register again with your activation code first (same phone, same password), then close it.',
  too_many_tries:
    'Too many wrong tries. Please try again tomorrow, or come to a social security counter with your original document.',
  done: 'The account is closed',
  doneBody:
    'The account and what is named above are deleted; {links} relatives are unlinked, and your consents to {applications} applications withdrawn.',
  receipt: 'Deletion receipt',
  receiptHelp:
    'Signed by us: it proves what was deleted, and when. Copy it if you want to keep it; it is shown on this page only.',
};

export const closingWords = (language: Language): ClosingWords => (language === 'en' ? en : zh);
