import type { Judgement } from './judgement.ts';

/** Gathers what a judgement leaves behind to recognise its pictures by; kept even when a later check refuses. */
export type Remembered = Judgement['remember'][number][];
