import type { AuditAction } from '../audit/audit-log.ts';
import type { Language } from '../pages/pick-language.ts';

const ACTIONS: Readonly<Record<AuditAction, string>> = {
  'application.draft': '开始填写申请',
  'application.submitted': '提交申请',
  'application.processing': '开始核对',
  'application.awaiting_subject': '等待家人同意',
  'application.manual_review': '转工作人员审核',
  'application.approved': '通过',
  'application.rejected': '不通过',
  'application.withdrawn': '撤回申请',
  'application.expired': '到期结束',
  'application.erased': '撤回同意，删除资料',
  'card.bound': '绑定',
  'card.revoked': '解除绑定',
  'card.shown_to_subject': '家人打开通知里的链接查看',
  'account.registered': '注册账户',
  'account.password_reset': '重设密码',
  'account.closed': '注销账户',
  'activation_code.issued': '发放激活码',
  'appointment.opened': '查到预约',
  'appointment.identity_shown': '查看完整姓名和号码',
  'links.opened': '查看某人名下的绑定',
  'review.claimed': '领取',
  'review.given_back': '退回队列',
  'review.approval_proposed': '建议通过，待第二人复核',
  'review.case_opened': '打开案件',
  'review.identity_shown': '查看完整姓名和号码',
  'review.picture_opened': '查看照片',
  'review.registry_photo_opened': '查看登记照片',
  'staff.added': '开设账号',
  'staff.reset': '重置账号的密码和验证器',
  'staff.disabled': '停用账号',
  'staff.logged_in': '登录',
  'staff.logged_out': '退出登录',
  'staff.log_in_failed': '登录失败',
  'staff.password_changed': '修改密码',
  'audit.read': '查看操作记录',
  'audit.unkeyed_log_kept': '封存旧版记录',
};

const ACTORS: Readonly<Record<string, string>> = {
  operator: '申请人',
  subject: '家人',
  reviewer: '审核员',
  clerk: '窗口工作人员',
  auditor: '审计员',
  system: '系统',
};

const DETAILS: Readonly<Record<string, string>> = {
  version: '第几步',
  reason: '原因',
  application: '申请',
  told: '已通知',
  revocation: '由谁解除',
  verified: '已核实身份',
  new_phone: '可换手机号',
  roles: '岗位',
  today: '当天第几次',
  n: '第几张',
  links: '绑定数',
  applications: '申请数',
  rows: '条数',
  hash: '校验值',
};

/** What an entry says in the auditor's language, with the log's own code beside it. In English the codes are the words. */
export const entryWords = (language: Language) => ({
  action: (code: string): string => worded(language, ACTIONS, code),
  /** `reviewer:NAME` and the like. */
  actor(code: string): string {
    const [who = '', ...name] = code.split(':');
    const word = language === 'en' ? undefined : ACTORS[who];
    return word === undefined ? code : [word, ...(name.length > 0 ? [name.join(':')] : [])].join(' ');
  },
  detail: (key: string): string => (language === 'en' ? key : (DETAILS[key] ?? key)),
});

const worded = (language: Language, words: Readonly<Record<string, string>>, code: string): string =>
  language === 'en' || words[code] === undefined ? code : `${words[code]}（${code}）`;
