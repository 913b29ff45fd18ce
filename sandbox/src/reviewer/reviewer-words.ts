import type { DecisionReason, PhotoRole } from '@family-auth/library/protocol/application.ts';
import type { StepAction } from '@family-auth/library/protocol/challenge.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import type { Language } from '../pages/language.ts';

/** Reasons a reviewer can reject with; the others are only for machines and citizens. */
export const REVIEW_REASONS = [
  'face_mismatch',
  'evidence_quality',
  'identity_mismatch',
  'liveness_failed',
  'relationship_unproven',
  'guardian_consent_missing',
  'card_not_available',
  'policy',
] as const satisfies readonly DecisionReason[];

const zh = {
  title: '人工审核',
  expired: '页面已过期，请重新操作。',
  queue: '待审核的申请',
  nothing: '没有待审核的申请。',
  refresh: '刷新',
  waitingSince: '提交时间',
  relative: '家人',
  relationship: '关系',
  method: '方式',
  why: '为什么需要人工审核',
  claim: '开始审核',
  goOn: '继续审核',
  isWith: '{name} 正在审核',
  yours: '您正在审核',
  giveBack: '放回列表',
  claimNote: '这份申请现由您审核。{minutes} 分钟没有操作，会自动放回列表。',
  notClaimed: '要看画面、做决定，请先点“开始审核”。同一份申请同时只由一人审核。',
  taken: '这份申请刚刚由另一位审核员打开了。',
  lost: '您太久没有操作，这份申请已放回列表。请重新点“开始审核”。',
  showIdentity: '显示完整姓名和证件号码',
  showIdentityNote: '与证件逐字核对时使用，每次查看都会留下记录。',
  back: '返回列表',
  gone: '这份申请已不在待审核列表中：可能已由他人审核，或已撤回。',
  appeal: '申请人对结果有异议',
  applicationId: '申请编号',
  idNumber: '证件号码',
  birthdate: '出生日期',
  operator: '经办人',
  registryPhoto: '登记照片',
  noRegistryPhoto: '没有登记照片',
  submitted: '本次提交的画面',
  noPictures: '没有可显示的画面',
  unreadable: '这张图片无法打开，未予保留',
  checks: '系统已检查的内容',
  yes: '是',
  no: '否',
  unsure: '不确定',
  notRun: '未检查',
  note: '审核意见（仅留存，不告知申请人）',
  approve: '通过',
  reject: '不通过',
  reason: '不通过的原因',
  choose: '请选择原因',
  reasonMissing: '请选择不通过的原因。',
  compare: '请比对登记照片和本次画面：是同一个人吗？',
  compareNothing:
    '没有登记照片可以比对，画面本身不能证明是谁。拿不准请选“不通过”，让对方换证件照片或到窗口办理。',
  compareDocuments: '请对照证件照片，逐字核对姓名和证件号码：都一致吗？',
  withoutEyes:
    '申请人说这位家人闭不了眼，或者镜头看不清眼睛，只做了头部的动作；是否属实，系统不知道。眼睛的睁和闭没有检查，系统不会自行通过，请您看画面决定。',
  withoutHead:
    '申请人说这位家人转不了头，只做了眼睛的动作；是否属实，系统不知道。没有转头，系统判断不了脸是立体的还是一张照片，也判断不了转头时的比例，请您格外仔细地看画面。',
  done: '已记录审核结果。',
  proposed: '已记录您的意见，还需要另一位审核员确认。',
  needs_another: '您已经提交过“通过”的意见，需要另一位审核员确认。',
  takesTwo: '有一项检查没有通过或者没有做，或者没有可以比对的照片。要通过，需要两位审核员都同意。',
  propose: '建议通过',
  proposedBy: '{name} 建议通过',
  confirm: '我也同意，通过',
  waitsForSecond: '等待第二位审核员',
};

export type ReviewerWords = { readonly [Key in keyof typeof zh]: string };

const en: ReviewerWords = {
  title: 'Review',
  expired: 'That page had expired. Please do it again.',
  queue: 'Applications waiting for you',
  nothing: 'No application is waiting.',
  refresh: 'Refresh',
  waitingSince: 'Submitted',
  relative: 'Relative',
  relationship: 'Relationship',
  method: 'Method',
  why: 'Why a person is asked',
  claim: 'Begin review',
  goOn: 'Go on',
  isWith: '{name} is reviewing it',
  yours: 'You are reviewing it',
  giveBack: 'Put it back',
  claimNote:
    'You are reviewing this application. It goes back to the list after {minutes} minutes without an action.',
  notClaimed:
    'To see pictures and decide, choose “Begin review” first. One person reviews an application at a time.',
  taken: 'Another reviewer has just opened this application.',
  lost: 'You were away for too long, and this application went back to the list. Please begin again.',
  showIdentity: 'Show full name and number',
  showIdentityNote: 'For comparing them with a document. Each look is recorded.',
  back: 'Back to the list',
  gone: 'This application is no longer waiting: somebody else decided, or it was withdrawn.',
  appeal: 'The applicant objects to the result',
  applicationId: 'Application id',
  idNumber: 'Document number',
  birthdate: 'Date of birth',
  operator: 'Applied for by',
  registryPhoto: 'Registered photo',
  noRegistryPhoto: 'No photo is registered',
  submitted: 'Pictures of this submission',
  noPictures: 'No picture to show',
  unreadable: 'This picture could not be opened and was not kept',
  checks: 'What the system checked',
  yes: 'Yes',
  no: 'No',
  unsure: 'Not sure',
  notRun: 'Not checked',
  note: 'Your remarks (kept; the applicant is not told)',
  approve: 'Approve',
  reject: 'Reject',
  reason: 'Reason for rejecting',
  choose: 'Choose a reason',
  reasonMissing: 'Choose a reason for rejecting.',
  compare: 'Compare the registered photo with the pictures: is this the same person?',
  compareNothing:
    'No photo is registered to compare with, and pictures alone do not prove who it is. If in doubt, reject: photos of the document or a counter remain.',
  compareDocuments: 'Compare name and number with the photos of the document: does each character agree?',
  withoutEyes:
    'The applicant says that this relative cannot close their eyes, or that a camera cannot read them; the system does not know whether that is so. Only the head was asked to move. Whether eyes close was not checked. The system never approves this by itself; please decide by the pictures.',
  withoutHead:
    'The applicant says that this relative cannot turn their head; the system does not know whether that is so. Only the eyes were asked to move. Without a turn the system cannot tell a solid face from a picture, nor judge its proportions. Please look at the pictures with particular care.',
  done: 'Your decision is recorded.',
  proposed: 'Your opinion is recorded. A second reviewer has to confirm it.',
  needs_another: 'You have recommended approval already. A second reviewer has to confirm it.',
  takesTwo:
    'A check did not pass or was not made, or there is no photo to compare with. Approving takes two reviewers.',
  propose: 'Recommend approval',
  proposedBy: '{name} recommends approval',
  confirm: 'I agree: approve',
  waitsForSecond: 'Waits for a second reviewer',
};

export const reviewerWords = (language: Language): ReviewerWords => (language === 'en' ? en : zh);

type Both = Readonly<Record<Language, string>>;

export const REASON_WORDS: Readonly<Record<(typeof REVIEW_REASONS)[number], Both>> = {
  face_mismatch: { 'zh-CN': '不是同一个人', en: 'Not the same person' },
  evidence_quality: { 'zh-CN': '画面或照片看不清', en: 'Pictures or photos cannot be judged' },
  identity_mismatch: { 'zh-CN': '姓名或证件号码不符', en: 'Name or number does not fit' },
  liveness_failed: { 'zh-CN': '不能确认是本人现场操作', en: 'Not clearly a living person' },
  relationship_unproven: { 'zh-CN': '亲属关系无法确认', en: 'The relationship is not shown' },
  guardian_consent_missing: { 'zh-CN': '缺少监护人同意', en: 'A guardian’s consent is missing' },
  card_not_available: { 'zh-CN': '社会保障卡不可用', en: 'The card cannot be used' },
  policy: { 'zh-CN': '不符合业务规定', en: 'Against the rules of this service' },
};

export const METHOD_WORDS: Readonly<Record<Method, Both>> = {
  face_liveness: { 'zh-CN': '人脸识别', en: 'Live face' },
  portrait_photo: { 'zh-CN': '正面照', en: 'Portrait photo' },
  document_review: { 'zh-CN': '证件照片', en: 'Document photos' },
  subject_login: { 'zh-CN': '家人本人登录', en: 'Log-in by the relative' },
  in_person: { 'zh-CN': '到窗口办理', en: 'In person' },
};

export const ACTION_WORDS: Readonly<Record<StepAction, Both>> = {
  neutral: { 'zh-CN': '正视', en: 'Looking straight' },
  hold_short: { 'zh-CN': '闭眼（短）', en: 'Eyes closed (short)' },
  hold_long: { 'zh-CN': '闭眼（长）', en: 'Eyes closed (long)' },
  double_blink: { 'zh-CN': '眨眼两次', en: 'Blink twice' },
  turn_left: { 'zh-CN': '向左转头', en: 'Turn left' },
  turn_right: { 'zh-CN': '向右转头', en: 'Turn right' },
  shake_head: { 'zh-CN': '摇头', en: 'Shake head' },
  nod: { 'zh-CN': '点头', en: 'Nod' },
};

export const PURPOSE_WORDS: Readonly<Record<string, Both>> = {
  named: { 'zh-CN': '指定时刻', en: 'at a named instant' },
  extreme: { 'zh-CN': '动作最大时', en: 'at its furthest' },
  closing: { 'zh-CN': '动作结束时', en: 'at its end' },
};

export const PHOTO_WORDS: Readonly<Record<PhotoRole, Both>> = {
  id_document: { 'zh-CN': '证件', en: 'Identity document' },
  portrait: { 'zh-CN': '正面照', en: 'Portrait' },
  social_security_card: { 'zh-CN': '社会保障卡', en: 'Social security card' },
};
