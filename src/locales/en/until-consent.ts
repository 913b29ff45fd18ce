import { codes } from './codes.ts';
import { screens } from './screens.ts';
import { situations } from './situations.ts';

/** Of the screens up to the consents, and of problems: what the element loads first. */
export const untilConsent = { ...screens, ...codes, ...situations };
