import { afterConsent } from './zh-CN/after-consent.ts';
import { untilConsent } from './zh-CN/until-consent.ts';

/** Chinese as written in mainland China: the language that is written first, and that {@link Messages} is made from. */
export const zhCN = { ...untilConsent, ...afterConsent };
