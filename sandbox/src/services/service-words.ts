import type { Language } from '../pages/language.ts';
import type { ServiceId } from '../rules/card-services.ts';

const zh = {
  test: '测试系统 · 页面中的人员和内容均为虚构 · 不产生任何真实业务',
  for: '为谁办理',
  number: '证件号码',
  relationship: '与您的关系',
  by: '由谁代办',
  example: '示例结果',
  close: '办理完毕可直接关闭此页面。此链接只能打开一次。',
  gone: '此链接已失效',
  goneWhy: '链接只能使用一次，并且几分钟后过期。请回到亲情服务页面，重新选择要办理的业务。',
};

export type ServiceWords = { readonly [Key in keyof typeof zh]: string };

const en: ServiceWords = {
  test: 'Test system · people and contents are invented · nothing real is done here',
  for: 'For',
  number: 'Document number',
  relationship: 'Relationship to you',
  by: 'On the authority of',
  example: 'An example of the outcome',
  close: 'When you are done, simply close this page. This link opens once only.',
  gone: 'This link no longer works',
  goneWhy:
    'A link opens once and lasts a few minutes. Go back to the family service and choose the business again.',
};

export const serviceWords = (language: Language): ServiceWords => (language === 'en' ? en : zh);

type Line = readonly [term: string, value: string];

/** What the pretended business shows as its outcome. */
export const EXAMPLES: Readonly<Record<ServiceId, Readonly<Record<Language, readonly Line[]>>>> = {
  'pension-qualification': {
    'zh-CN': [
      ['认证结果', '已通过（示例）'],
      ['有效期', '一年（示例）'],
      ['下次认证', '到期前会提醒（示例）'],
    ],
    en: [
      ['Outcome', 'Confirmed (example)'],
      ['Valid for', 'One year (example)'],
      ['Next check', 'A reminder will come before (example)'],
    ],
  },
  'insurance-record': {
    'zh-CN': [
      ['养老保险', '参保缴费（示例）'],
      ['医疗保险', '参保缴费（示例）'],
      ['失业保险', '未参保（示例）'],
    ],
    en: [
      ['Pension insurance', 'Insured, paid (example)'],
      ['Medical insurance', 'Insured, paid (example)'],
      ['Unemployment insurance', 'Not insured (example)'],
    ],
  },
  'card-loss-report': {
    'zh-CN': [
      ['挂失结果', '已登记（示例）'],
      ['实体卡', '暂停使用（示例）'],
      ['补卡', '请本人到服务网点办理（示例）'],
    ],
    en: [
      ['Report', 'Registered (example)'],
      ['Physical card', 'Suspended (example)'],
      ['New card', 'To be fetched in person (example)'],
    ],
  },
};
