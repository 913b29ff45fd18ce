import { codes } from './en/codes.ts';
import { face } from './en/face.ts';
import { screens } from './en/screens.ts';
import { situations } from './en/situations.ts';
import type { Messages } from './messages.ts';

export const en: Messages = { ...screens, ...face, ...codes, ...situations };
