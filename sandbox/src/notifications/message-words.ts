import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { fill } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { CARD_SERVICES } from '../rules/card-services.ts';
import { controller } from '../rules/policy.ts';
import { relationships } from '../rules/relationships.ts';
import type { Notification } from './notifier.ts';
import type { CardFacts, Message } from './notify-subject.ts';

const zh = {
  sender: '【{controller}】',
  bound:
    '{operator} 已于 {time} 把{whose}电子社会保障卡添加到“我的家人”（亲情服务），填写的关系是“{relationship}”。从现在起，他（她）可以替{whom}查询和办理：{services}。',
  boundByGuardian:
    '您已于 {time} 把{whose}电子社会保障卡添加到“我的家人”（亲情服务），填写的关系是“{relationship}”。从现在起，您可以替{whom}查询和办理：{services}。如果不是您本人添加的，请马上解除。',
  undo: '不同意，或者不认识这个人？请打开下面的链接，填写{whose}证件号码后六位，就可以解除，不用登录。{own}社会保障卡不受影响。链接在绑定期间一直有效；也可以带证件原件到社保窗口解除。请不要把这条消息转给别人。',
  ended: {
    operator_unbound:
      '{operator} 已于 {time} 解除了与{whom}的亲情服务绑定，不能再替{whom}查询和办理。{own}社会保障卡不受影响。',
    subject_repudiated:
      '{whom}与 {operator} 的亲情服务绑定已于 {time} 应您的要求解除，他（她）不能再替{whom}查询和办理。没有您的同意，他（她）不能再次添加。如果不是您要求的，请联系：{contact}。',
  },
  account: {
    account_registered: '{time}，有人用{whose}证件号码和激活码注册了账户。',
    activation_code_issued:
      '{time}，社保窗口的工作人员核对{whose}证件原件后，发放了新的账户激活码，旧的激活码已失效。用新激活码可以注册账户或重设密码。',
    password_reset: '{time}，{whose}账户重设了密码，之前的登录已全部退出。',
    account_closed: '{time}，{whose}账户已注销，添加的家人已全部解除绑定。',
  },
  newPhoneCode: '用它还可以更换账户的手机号。',
  newPhone: '账户的手机号也已更换。',
  accountWarning:
    '如果您不知情，请马上带证件原件到社保窗口处理，或联系：{contact}。激活码和密码请不要告诉任何人，工作人员也不会向您索要。',
  nothing: '（暂无业务）',
  and: '、',
  subject: { whose: '您的', whom: '您', own: '您自己的' },
  guardian: { whose: '您的孩子 {subject} 的', whom: '您的孩子 {subject} ', own: '孩子自己的' },
};
type MessageWords = typeof zh;

const en: MessageWords = {
  sender: '[{controller}] ',
  bound:
    'On {time}, {operator} added {whose} electronic social security card to “My family” (family service), as their relative: “{relationship}”. From now on they can do this for {whom}: {services}.',
  boundByGuardian:
    'On {time}, you added {whose} electronic social security card to “My family” (family service), as your relative: “{relationship}”. From now on you can do this for {whom}: {services}. If it was not you, undo it at once.',
  undo: 'You do not agree, or do not know this person? Open the link below and enter the last six characters of {whose} document number: that undoes it, without logging in. {own} social security card is not affected. The link works as long as the card is linked; a counter undoes it too, with the original document. Please do not pass this message on.',
  ended: {
    operator_unbound:
      'On {time}, {operator} undid the family service link to {whom} and can no longer act for {whom}. {own} social security card is not affected.',
    subject_repudiated:
      'On {time}, the family service link between {whom} and {operator} was undone at your request. They can no longer act for {whom}, and cannot add {whom} again without your agreement. If it was not you who asked, contact: {contact}.',
  },
  account: {
    account_registered:
      'On {time}, an account was registered with {whose} document number and activation code.',
    activation_code_issued:
      'On {time}, a counter that had seen {whose} original document issued a new activation code; the one before is good no longer. With it an account is registered, or a new password set.',
    password_reset: 'On {time}, a new password was set for {whose} account. Every earlier log-in has ended.',
    account_closed: 'On {time}, {whose} account was closed, and every relative added with it was unlinked.',
  },
  newPhoneCode: 'It can also change the phone of the account.',
  newPhone: 'The phone of the account was changed as well.',
  accountWarning:
    'If you know nothing of it, go to a counter with the original document at once, or contact: {contact}. Tell nobody an activation code or a password: nobody who works for us will ask you for one.',
  nothing: '(nothing yet)',
  and: ', ',
  subject: { whose: 'your', whom: 'you', own: 'Your own' },
  guardian: { whose: 'your child {subject}’s', whom: 'your child {subject}', own: 'The child’s own' },
};

/** The message in both languages. Names are masked and no number is in it: the second fact is the reader's own. */
export const messageText = (message: Message, url: string | null): Notification['text'] => ({
  'zh-CN': inWords('zh-CN', message, url),
  en: inWords('en', message, url),
});

function inWords(language: Language, message: Message, url: string | null): string {
  const words = language === 'en' ? en : zh;
  const { facts } = message;
  const person = Object.fromEntries(
    Object.entries(words[facts.to]).map(([key, text]) => [key, fill(text, { subject: facts.subjectName })]),
  );
  const say = (text: string) =>
    fill(text, {
      ...person,
      controller: controller.name[language] ?? controller.name['zh-CN'],
      contact: controller.contact,
      time: timeIn(language, facts.at),
      ...('operatorName' in facts ? cardValues(words, facts, language) : {}),
    });
  const [first, ...rest] = sentencesOf(words, message).map(say);
  return [`${say(words.sender)}${first}`, ...rest, ...(url === null ? [] : [url])].join('\n');
}

const cardValues = (words: MessageWords, facts: CardFacts, language: Language) => ({
  operator: facts.operatorName,
  relationship: labelOf(relationships, facts.relationship, language),
  services: servicesIn(words, facts.services, language),
});

function sentencesOf(words: MessageWords, message: Message): readonly string[] {
  const { kind, facts } = message;
  if (kind === 'card_bound') {
    return [facts.operatorIsGuardian ? words.boundByGuardian : words.bound, words.undo];
  }
  if (kind === 'card_ended') return [words.ended[facts.revocation ?? 'operator_unbound']];
  const ofPhone = kind === 'activation_code_issued' ? words.newPhoneCode : words.newPhone;
  return [words.account[kind], ...(facts.newPhone ? [ofPhone] : []), words.accountWarning];
}

const servicesIn = (words: MessageWords, ids: readonly string[], language: Language): string =>
  CARD_SERVICES.filter(({ id }) => ids.includes(id))
    .map(({ title }) => title[language])
    .join(words.and) || words.nothing;

const labelOf = (rules: readonly RelationshipRule[], code: string, language: Language): string => {
  const label = rules.find((rule) => rule.code === code)?.label;
  return label?.[language] ?? label?.['zh-CN'] ?? code;
};

const timeIn = (language: Language, at: string): string =>
  new Date(at).toLocaleString(language === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
