import type { Language } from '../pages/language.ts';
import type { AuditAction } from './audit-log.ts';

type Words = Readonly<Record<Language, string>>;
const say = (zh: string, en: string): Words => ({ 'zh-CN': zh, en });

/** What was done, for whoever reads the log. */
const ACTION_WORDS: Readonly<Record<AuditAction, Words>> = {
  'application.draft': say('开始填写申请', 'began to fill in'),
  'application.submitted': say('提交申请', 'handed in'),
  'application.processing': say('开始核对', 'checking began'),
  'application.awaiting_subject': say('等待家人同意', 'waits for the relative'),
  'application.manual_review': say('转工作人员审核', 'given to a reviewer'),
  'application.approved': say('通过', 'approved'),
  'application.rejected': say('不通过', 'rejected'),
  'application.withdrawn': say('撤回申请', 'withdrawn'),
  'application.expired': say('到期结束', 'ended by its term'),
  'application.erased': say('撤回同意，删除资料', 'consent withdrawn, data deleted'),
  'card.bound': say('绑定', 'bound'),
  'card.revoked': say('解除绑定', 'unbound'),
  'card.shown_to_subject': say('家人打开通知里的链接查看', 'opened by the relative from a message'),
  'account.registered': say('注册账户', 'account registered'),
  'account.password_reset': say('重设密码', 'password set anew'),
  'account.closed': say('注销账户', 'account closed'),
  'activation_code.issued': say('发放激活码', 'activation code issued'),
  'appointment.opened': say('查到预约', 'appointment found'),
  'appointment.identity_shown': say('查看完整姓名和号码', 'full name and number shown'),
  'hand_off.opened': say('请另一台设备接着做', 'asked another device to go on'),
  'hand_off.claimed': say('另一台设备已接入', 'another device has joined'),
  'hand_off.confirmed': say('核对数字，交给另一台设备', 'handed over to the other device'),
  'hand_off.ended': say('另一台设备的接手已结束', 'handing over ended'),
  'links.opened': say('查看某人名下的绑定', "somebody's links shown"),
  'review.claimed': say('领取', 'took the case'),
  'review.given_back': say('退回队列', 'put the case back'),
  'review.approval_proposed': say('建议通过，待第二人复核', 'recommended approval'),
  'review.decided': say('作出决定', 'decided'),
  'review.taken_back': say('收回决定', 'took the decision back'),
  'review.case_opened': say('打开案件', 'opened the case'),
  'review.identity_shown': say('查看完整姓名和号码', 'full name and number shown'),
  'review.picture_opened': say('查看照片', 'opened a picture'),
  'review.registry_photo_opened': say('查看登记照片', 'opened the registered photo'),
  'staff.added': say('开设账号', 'account added'),
  'staff.reset': say('重置账号的密码和验证器', 'password and authenticator set anew'),
  'staff.disabled': say('停用账号', 'account disabled'),
  'staff.logged_in': say('登录', 'logged in'),
  'staff.logged_out': say('退出登录', 'logged out'),
  'staff.log_in_failed': say('登录失败', 'log-in failed'),
  'staff.password_changed': say('修改密码', 'password changed'),
  'audit.read': say('查看操作记录', 'audit log read'),
  'audit.unkeyed_log_kept': say('封存旧版记录', 'log of an earlier version sealed'),
};

const ACTOR_WORDS: Readonly<Record<string, Words>> = {
  operator: say('申请人', 'applicant'),
  subject: say('家人', 'relative'),
  reviewer: say('审核员', 'reviewer'),
  clerk: say('窗口工作人员', 'clerk'),
  auditor: say('审计员', 'auditor'),
  system: say('系统', 'system'),
};

const DETAIL_WORDS: Readonly<Record<string, Words>> = {
  version: say('第几步', 'step'),
  reason: say('原因', 'reason'),
  application: say('申请', 'application'),
  told: say('已通知', 'told'),
  revocation: say('由谁解除', 'unbound by'),
  verified: say('已核实身份', 'identity proved'),
  new_phone: say('可换手机号', 'new phone'),
  roles: say('岗位', 'roles'),
  today: say('当天第几次', 'of that day'),
  n: say('第几张', 'number'),
  links: say('绑定数', 'links'),
  applications: say('申请数', 'applications'),
  rows: say('条数', 'rows'),
  hash: say('校验值', 'hash'),
  purpose: say('用途', 'for'),
  decision: say('决定', 'decision'),
};

/** The words of an action; its code where an earlier version entered what is not known here. */
export const actionWord = (action: string, language: Language): string =>
  ACTION_WORDS[action as AuditAction]?.[language] ?? action;

/** `reviewer:NAME` and the like. */
export function actorWord(actor: string, language: Language): string {
  const [who = '', ...name] = actor.split(':');
  const word = ACTOR_WORDS[who]?.[language];
  return word === undefined ? actor : [word, ...(name.length > 0 ? [name.join(':')] : [])].join(' ');
}

export const detailWord = (key: string, language: Language): string => DETAIL_WORDS[key]?.[language] ?? key;
