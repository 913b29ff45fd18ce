import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { Language } from './pick-language.ts';

export const relationshipLabel = (
  rules: readonly RelationshipRule[],
  code: string,
  language: Language,
): string => {
  const label = rules.find((rule) => rule.code === code)?.label;
  return label?.[language] ?? label?.['zh-CN'] ?? code;
};

/** As a number is compared: region, birth date, sequence. */
export const groupNumber = (number: string): string =>
  number.length === 18 ? `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}` : number;

/** In China's time, in which the sandbox's people live. */
export const formatTime = (at: Date, language: Language) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(at);
