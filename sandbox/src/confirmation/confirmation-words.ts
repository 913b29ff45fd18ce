import type { Language } from '../pages/pick-language.ts';

const zh = {
  intro: '有家人请您确认一件事。请用您自己的账号登录，看清楚再决定。',
  title: '{operator} 想把您添加为家人',
  relationship: '您是 {operator} 的',
  you: '您的姓名',
  until: '请在此之前决定',
  consent: '我看过了，同意“{title}”',
  agree: '同意',
  decline: '不同意',
  declineWay: '没有账号，或者不想登录？直接拒绝',
  declineTitle: '不想被添加',
  declineIntro: '填写您证件号码的后六位，就可以拒绝，不用登录。拒绝后什么都不会添加。',
  ending: '证件号码后六位',
  endingHelp: '最后一位可能是 X。',
  declineNow: '拒绝',
  loginWay: '先登录看看是谁',
  wrong: '没有对上，请对照证件再填一遍。',
  too_many: '填错的次数太多了，请明天再试。不理会也可以：没有您的同意，到期就作废，什么都不会添加。',
  missing: '请先打勾，再点“同意”。',
  agreed: '好了，您已同意',
  agreedBody:
    '可以关掉这个页面。{operator} 的页面会自动继续。如果改变主意，可以随时解除：用登记手机收到的消息里的链接，或者带证件原件到社保窗口。',
  declined: '您没有同意',
  declinedBody: '可以关掉这个页面。什么都不会添加。如果您不认识这个人，请告诉家里人。',
  late: '等得太久了',
  lateBody: '还没有记下您的决定。为了安全，请再登录一次。',
  loginAgain: '重新登录',
  gone: '这个链接已经不能用了',
  goneBody: '可能已经办完、取消，或者过了时间。需要的话，请让家人再发一次。',
};
export type ConfirmationWords = { readonly [Key in keyof typeof zh]: string };

const en: ConfirmationWords = {
  intro: 'A relative asks you to confirm something. Log in with your own account, read it, then decide.',
  title: '{operator} wants to add you as a relative',
  relationship: 'You are {operator}’s',
  you: 'Your name',
  until: 'Please decide before',
  consent: 'I have read and agree to “{title}”',
  agree: 'I agree',
  decline: 'I do not agree',
  declineWay: 'No account, or rather not log in? Say no right away',
  declineTitle: 'You do not want to be added',
  declineIntro:
    'Enter the last six characters of your document number to say no, without logging in. Nothing is added then.',
  ending: 'Last six characters of the document number',
  endingHelp: 'The last one may be an X.',
  declineNow: 'Say no',
  loginWay: 'Log in to see who asks',
  wrong: 'That did not match. Please compare with the document and enter it again.',
  too_many:
    'Too many wrong entries. Please try again tomorrow, or do nothing: without your agreement the request lapses, and nothing is added.',
  missing: 'Please tick the box first, then choose “I agree”.',
  agreed: 'Done: you have agreed',
  agreedBody:
    'You may close this page. {operator}’s page goes on by itself. If you change your mind, undo it at any time: by the link in the message to your phone on file, or at a counter with your document.',
  declined: 'You did not agree',
  declinedBody:
    'You may close this page. Nothing is added. If you do not know this person, tell your family.',
  late: 'That took a little long',
  lateBody: 'Your decision is not recorded yet. To be safe, please log in again.',
  loginAgain: 'Log in again',
  gone: 'This link no longer works',
  goneBody: 'It may be finished, withdrawn or too old. If need be, ask your relative to send it again.',
};

export const confirmationWords = (language: Language): ConfirmationWords => (language === 'en' ? en : zh);
