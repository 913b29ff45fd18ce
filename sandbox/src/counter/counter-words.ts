import type { Language } from '../pages/pick-language.ts';
import type { CounterReason } from './counter-desk.ts';

const zh = {
  title: '社保窗口（模拟）',
  ask: '请输入预约码',
  askHelp: '9 位数字，在办理人的手机或纸上。',
  look: '查看',
  unknown: '没有这个预约码，请对照再输一遍。也可能已经办完、撤回或过期了。',
  too_many: '今天输错的次数太多了，请明天再来，或请主管处理。',
  done: '已记录。结果会出现在办理人的页面上。',
  gone: '这份申请已不在等待：可能已经办完、撤回或过期。',
  expired: '页面已过期，请重新输入预约码。',
  compare: '请与证件原件逐字核对',
  name: '姓名',
  idType: '证件类型',
  number: '证件号码',
  birthdate: '出生日期',
  relationship: '是申请人的',
  operator: '申请人',
  registered: '与登记信息',
  registeredYes: '一致，社保卡可用',
  registeredNo: '不一致，或社保卡不可用',
  seen: '我看过证件原件，与上面的内容一致',
  present: '本人在场，知道由谁添加，并且同意',
  guardian: '未满 {age} 周岁：监护人陪同在场，并且同意',
  note: '备注（仅留存，不告知申请人）',
  approve: '通过',
  reject: '不通过',
  reason: '不通过的原因',
  choose: '请选择原因',
  ticksMissing: '请先逐项确认并打勾。',
  reasonMissing: '请选择不通过的原因。',
  back: '换一个预约码',
};
export type CounterWords = { readonly [Key in keyof typeof zh]: string };

const en: CounterWords = {
  title: 'A pretended counter',
  ask: 'Enter the appointment code',
  askHelp: 'Nine digits, on the applicant’s phone or on paper.',
  look: 'Look it up',
  unknown:
    'There is no such code. Please compare and type it again; it may also be finished, withdrawn or over.',
  too_many: 'Too many wrong codes today. Come back tomorrow, or ask your supervisor.',
  done: 'Recorded. The applicant’s page will show the result.',
  gone: 'This application waits no longer: it may be finished, withdrawn or over.',
  expired: 'That page had expired. Please enter the code again.',
  compare: 'Compare each character with the original document',
  name: 'Name',
  idType: 'Document',
  number: 'Document number',
  birthdate: 'Date of birth',
  relationship: 'Is the applicant’s',
  operator: 'Applicant',
  registered: 'The register',
  registeredYes: 'agrees; the card can be used',
  registeredNo: 'does not agree, or the card cannot be used',
  seen: 'I have seen the original document; it says what stands above',
  present: 'The person is here, knows who adds them, and agrees',
  guardian: 'Under {age}: a guardian is here and agrees',
  note: 'Remarks (kept; the applicant is not told)',
  approve: 'Approve',
  reject: 'Refuse',
  reason: 'Reason for refusing',
  choose: 'Choose a reason',
  ticksMissing: 'Please confirm and tick each item first.',
  reasonMissing: 'Choose a reason for refusing.',
  back: 'Another code',
};

export const counterWords = (language: Language): CounterWords => (language === 'en' ? en : zh);

export const COUNTER_REASON_WORDS: Readonly<Record<CounterReason, Readonly<Record<Language, string>>>> = {
  identity_mismatch: { 'zh-CN': '证件与填写的内容不符', en: 'The document says something else' },
  subject_declined: { 'zh-CN': '本人不同意', en: 'The person does not agree' },
  relationship_unproven: { 'zh-CN': '亲属关系无法确认', en: 'The relationship is not shown' },
  guardian_consent_missing: {
    'zh-CN': '监护人不在场或不同意',
    en: 'No guardian is here, or they do not agree',
  },
  evidence_quality: { 'zh-CN': '没有带证件原件，或看不清', en: 'No original document, or it cannot be read' },
  policy: { 'zh-CN': '不符合业务规定', en: 'Against the rules of this service' },
};
