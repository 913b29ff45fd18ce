import type { Language } from '../pages/language.ts';

const zh = {
  title: '解除亲情服务绑定',
  intro:
    '有人把您（或您的孩子）的电子社会保障卡添加到了他（她）的“我的家人”里。要看是谁，或者要解除，请先填证件号码的后六位。',
  ending: '证件号码后六位',
  endingHelp: '最后一位可能是 X。孩子的绑定，请填孩子的证件号码。',
  look: '下一步',
  wrong: '没有对上，请对照证件再填一遍。',
  too_many: '填错的次数太多了。请明天再试，或者带证件原件到社保窗口解除。',
  expired: '等得太久了，请再填一遍。',
  question: '要解除绑定吗？',
  operator: '添加人',
  subject: '被添加的人',
  relationship: '填写的关系',
  since: '添加时间',
  effect:
    '解除后，他（她）马上不能再替您（或您的孩子）查询和办理，已经出示的二维码和打开的业务链接也都作废。社会保障卡本身不受影响。以后没有您的同意，他（她）不能再次添加。',
  eraseEffect:
    '添加时为了证明身份，我们收过照片、面部数据或身份信息。您可以撤回同意，让我们删除这些资料；审核结果会留下，但看不出是谁。',
  undo: '解除绑定',
  undoAndErase: '解除绑定，并删除资料',
  erase: '撤回同意，删除资料',
  keep: '先不解除',
  ended: '已经解除',
  endedBody:
    '{operator} 已经不能再替您（或您的孩子）查询和办理了。如果您不认识这个人，请告诉家里人，也可以联系：{contact}。',
  erased: '已经解除，资料已经删除',
  erasedBody:
    '他（她）不能再替您（或您的孩子）查询和办理，添加时收到的资料也已经删除。如有疑问，请联系：{contact}。',
  over: '这个绑定已经解除了',
  overBody: '是在 {time} 解除的，不用再办。如有疑问，请联系：{contact}。',
  kept: '没有解除',
  keptBody: '绑定照旧。想解除的时候，再打开消息里的链接就可以。',
  gone: '这个链接用不了',
  goneBody: '请核对消息里的链接是不是完整。也可以带证件原件到社保窗口解除，或联系：{contact}。',
};
export type RepudiationWords = { readonly [Key in keyof typeof zh]: string };

const en: RepudiationWords = {
  title: 'Undo a family service link',
  intro:
    'Somebody added your electronic social security card (or your child’s) to their “My family”. To see who, or to undo it, please first enter the last six characters of the document number.',
  ending: 'Last six characters of the document number',
  endingHelp: 'The last one may be an X. For a child’s card, enter the child’s document number.',
  look: 'Next',
  wrong: 'That did not match. Please compare with the document and enter it again.',
  too_many:
    'Too many wrong entries. Please try again tomorrow, or have it undone at a social security counter with the original document.',
  expired: 'That took a little long. Please enter it again.',
  question: 'Undo this link?',
  operator: 'Added by',
  subject: 'Whose card',
  relationship: 'Stated relationship',
  since: 'Added on',
  effect:
    'They can then no longer look anything up or act for you (or your child); codes on show and opened links end at once. The social security card itself is not affected. They cannot add it again without your agreement.',
  eraseEffect:
    'To prove who it was about, we received photos, face data or personal details when the card was added. You can withdraw your consent and have these deleted; the decision stays, but does not show who it was about.',
  undo: 'Undo the link',
  undoAndErase: 'Undo the link and delete my data',
  erase: 'Withdraw my consent and delete my data',
  keep: 'Keep it for now',
  ended: 'The link is undone',
  endedBody:
    '{operator} can no longer look anything up or act for you (or your child). If you do not know this person, tell your family; you can also contact: {contact}.',
  erased: 'The link is undone and your data are deleted',
  erasedBody:
    'They can no longer look anything up or act for you (or your child), and what we received when the card was added is deleted. If in doubt, contact: {contact}.',
  over: 'This link has ended already',
  overBody: 'It ended on {time}; there is nothing left to do. If in doubt, contact: {contact}.',
  kept: 'Nothing was undone',
  keptBody: 'The link stays as it is. To undo it later, open the link in the message again.',
  gone: 'This link does not work',
  goneBody:
    'Please check that the link from the message is complete. A social security counter also undoes it, with the original document; or contact: {contact}.',
};

export const repudiationWords = (language: Language): RepudiationWords => (language === 'en' ? en : zh);
