import type { LocalizedText } from '@family-auth/library/protocol/common.ts';

/** Business that can be done with a bound relative's card. Pretended, as everything in the sandbox. */
export interface SandboxService {
  readonly id: string;
  readonly title: LocalizedText & { readonly en: string };
  readonly description: LocalizedText & { readonly en: string };
}

export const CARD_SERVICES = [
  {
    id: 'pension-qualification',
    title: { 'zh-CN': '养老保险待遇资格认证', en: 'Pension entitlement check' },
    description: {
      'zh-CN': '替家人确认继续领取养老金的资格。',
      en: 'Confirm for a relative that their pension goes on.',
    },
  },
  {
    id: 'insurance-record',
    title: { 'zh-CN': '参保信息查询', en: 'Insurance record' },
    description: {
      'zh-CN': '查看家人参加了哪些社会保险。',
      en: 'See which social insurances a relative has.',
    },
  },
  {
    id: 'card-loss-report',
    title: { 'zh-CN': '社会保障卡挂失', en: 'Report a lost card' },
    description: {
      'zh-CN': '家人的实体卡丢失时，先行挂失。',
      en: "Suspend a relative's physical card when it is lost.",
    },
  },
] as const satisfies readonly SandboxService[];

export type ServiceId = (typeof CARD_SERVICES)[number]['id'];
