import type { Check } from '../engine/check.ts';
import { accessChecks } from './access.ts';
import { corsChecks } from './cors.ts';
import { discoveryChecks } from './discovery.ts';
import { logInChecks } from './log-in.ts';
import { problemChecks } from './problems.ts';

/** Every check of the kit. */
export const allChecks: readonly Check[] = [
  ...discoveryChecks,
  ...problemChecks,
  ...logInChecks,
  ...accessChecks,
  ...corsChecks,
];
