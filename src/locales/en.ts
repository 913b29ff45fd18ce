import { afterConsent } from './en/after-consent.ts';
import { untilConsent } from './en/until-consent.ts';
import type { Messages } from './messages.ts';

export const en: Messages = { ...untilConsent, ...afterConsent };
