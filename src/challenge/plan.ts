import type { Action, Step } from '../protocol/challenge.ts';
import type { Policy } from './policy.ts';

/** A uniformly distributed whole number from 0 up to, not including, `maxExclusive`; from a CSPRNG. */
export type RandomInt = (maxExclusive: number) => number;

/** Draws `neutral` and three of the six actions. */
export declare function drawPlan(randomInt: RandomInt, measuredFps: number, policy: Policy): Step[];
/** Another action in the place of step `i`, such that the plan stays an allowed one. */
export declare function swapStep(
  plan: readonly Step[],
  i: number,
  randomInt: RandomInt,
  measuredFps: number,
  policy: Policy,
): Step;
/** Whether the actions after `neutral` may stand in one plan. */
export declare function isAllowedPlan(
  actions: readonly Action[],
  measuredFps: number,
  policy: Policy,
): boolean;
