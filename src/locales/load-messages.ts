import { lateCode } from '../base/late-code.ts';
import type { Locale } from './locale.ts';
import type { Messages } from './messages.ts';

/** Of the screens up to the consents, and of those after. */
export type MessagePart = 'until_consent' | 'after_consent';

type Load = () => Promise<Partial<Messages>>;

const LOADS: Readonly<Record<Locale, Readonly<Record<MessagePart, Load>>>> = {
  'zh-CN': {
    until_consent: async () => (await import('./zh-CN/until-consent.ts')).untilConsent,
    after_consent: async () => (await import('./zh-CN/after-consent.ts')).afterConsent,
  },
  en: {
    until_consent: async () => (await import('./en/until-consent.ts')).untilConsent,
    after_consent: async () => (await import('./en/after-consent.ts')).afterConsent,
  },
};

/** The texts of one language, in two parts. @throws ScriptError, DeadlineError. */
export const loadMessages = (locale: Locale, part: MessagePart): Promise<Partial<Messages>> =>
  lateCode(`locales.${locale}.${part}`, LOADS[locale][part]);
