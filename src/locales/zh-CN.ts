import { codes } from './zh-CN/codes.ts';
import { face } from './zh-CN/face.ts';
import { screens } from './zh-CN/screens.ts';
import { situations } from './zh-CN/situations.ts';

/** Chinese as written in mainland China: the language that is written first, and that {@link Messages} is made from. */
export const zhCN = { ...screens, ...face, ...codes, ...situations };
