import type { Action, Step, StepAction } from '../protocol/challenge.ts';
import { EASILY_HIDDEN, MOVES } from './plan-limits.ts';
import type { Policy } from './policy.ts';

/** A uniformly distributed whole number from 0 up to, not including, `maxExclusive`; from a CSPRNG. */
export type RandomInt = (maxExclusive: number) => number;

/** Plans without such an action are drawn this many times as often as one with it, where only core actions are known. */
const PLAIN_PLAN_WEIGHT = 2;

/** An action, with the length of its hold where it is one. */
interface Movement {
  readonly action: Action;
  readonly holdMs?: number;
}

/**
 * Whether these actions may follow `neutral`: as many as were asked for, one of the eyes and one turn at least (flatness
 * is judged on turns), none twice in a row, at most one that is easily hidden, only such as can be judged at this frame
 * rate.
 *
 * For somebody who is spared the eyes or the head (`plan.without`), the other and the mouth alone: one turn at least where it is the
 * head. So few actions are left that the rules of order would leave hardly any plans (14 of turns and shakes, 2 on a slow
 * device); a person decides, so any order is allowed. Without the eyes that makes 80 plans, 544 where nod and mouth are known
 * and 16 on a slow device; without the head 256, counting each length of a hold, 624 with the mouth, 81 and 255 below the
 * double blink's rate and 16 on a slow device.
 *
 * @param count how many actions. Default as many as the policy asks for.
 */
export function isAllowedPlan(
  actions: readonly Action[],
  measuredFps: number,
  policy: Policy,
  count: number = policy.plan.actions,
): boolean {
  const { without } = policy.plan;
  const moves = actions.map((action) => MOVES[action]);
  const choice = choiceOf(measuredFps, policy);
  const fits =
    actions.length === count &&
    actions.every((action) => choice.includes(action)) &&
    (without === 'head' || moves.includes('head_to_a_side')) &&
    (without === 'eyes' || moves.includes('eyes'));
  if (!fits || without !== null) return fits;
  return (
    actions.every((action, index) => action !== actions[index - 1]) &&
    actions.filter(isEasilyHidden).length <= 1
  );
}

/**
 * `neutral`, then a plan drawn from all allowed ones, with random holds, pauses and capture instants. No video of fixed
 * movements fits more than one in a hundred of them, each with what a video can leave unused.
 * @example
 * ```ts
 * import { randomInt } from 'node:crypto';
 * import { drawPlan, policyFor } from 'family-auth/verify';
 *
 * const policy = policyFor({ pace: 'standard', measuredFps: 24 });
 * const plan = drawPlan((max) => randomInt(max), 24, policy);
 * plan.map(({ i }) => i); // → [0, 1, 2, 3, 4]
 * ```
 */
export function drawPlan(randomInt: RandomInt, measuredFps: number, policy: Policy): Step[] {
  const plans = allowedPlans(measuredFps, policy);
  const movements = plans[randomInt(plans.length)]!;
  return [
    drawStep(0, { action: 'neutral' }, randomInt, policy),
    ...movements.map((movement, at) => drawStep(at + 1, movement, randomInt, policy)),
  ];
}

/**
 * The same step with another action, and one step more at the end, both drawn anew: whoever exchanges a movement for one
 * that suits them carries out a longer plan, so that a video gains next to nothing. The plan stays an allowed one.
 *
 * @throws RangeError for `neutral`, which cannot be swapped, and for a step the plan does not hold.
 * @example
 * ```ts
 * import { randomInt } from 'node:crypto';
 * import { drawPlan, policyFor, swapStep } from 'family-auth/verify';
 *
 * const policy = policyFor({ pace: 'standard', measuredFps: 24 });
 * const draw = (max: number) => randomInt(max);
 * const plan = drawPlan(draw, 24, policy);
 * const { step, more } = swapStep(plan, 2, draw, 24, policy);
 * step.action === plan[2]!.action; // → false
 * more.i; // → 5
 * ```
 */
export function swapStep(
  plan: readonly Step[],
  i: number,
  randomInt: RandomInt,
  measuredFps: number,
  policy: Policy,
): { readonly step: Step; readonly more: Step } {
  const current = plan.find((step) => step.i === i);
  if (!current || current.action === 'neutral')
    throw new RangeError(`Step ${i} cannot be swapped: it is the neutral step or not part of the plan.`);
  const choice = movementsOf(measuredFps, policy);
  const swapped = (action: Action) =>
    plan.map((step) => (step.i === i ? action : step.action)).filter(isAction);
  const fits = (actions: readonly Action[]) => isAllowedPlan(actions, measuredFps, policy, actions.length);
  const others = choice.filter(({ action }) => action !== current.action && fits(swapped(action)));
  const other = others[randomInt(others.length)];
  if (!other) throw new RangeError(`The policy has no other action to swap step ${i} for.`);
  const actions = swapped(other.action);
  const next = choice.filter(({ action }) => fits([...actions, action]));
  return {
    step: drawStep(i, other, randomInt, policy),
    more: drawStep(plan.at(-1)!.i + 1, next[randomInt(next.length)]!, randomInt, policy),
  };
}

const isAction = (action: StepAction): action is Action => action !== 'neutral';
const isEasilyHidden = (action: Action): boolean => EASILY_HIDDEN[action];

type Plans = readonly (readonly Movement[])[];

/** Made once for each policy, with double blinks and without. */
const knownPlans = new WeakMap<Policy, Map<number, Plans>>();

/** Every allowed plan, as often as its weight says; once each for somebody who is spared the eyes or the head. */
function allowedPlans(measuredFps: number, policy: Policy): Plans {
  const known = knownPlans.get(policy) ?? new Map<number, Plans>();
  knownPlans.set(policy, known);
  const { length } = choiceOf(measuredFps, policy);
  const plans = known.get(length) ?? makePlans(measuredFps, policy);
  known.set(length, plans);
  return plans;
}

function makePlans(measuredFps: number, policy: Policy): Plans {
  const plainWeight = plainWeightOf(choiceOf(measuredFps, policy), policy);
  return sequences(policy.plan.actions, movementsOf(measuredFps, policy)).flatMap((movements) => {
    const actions = movements.map(({ action }) => action);
    if (!isAllowedPlan(actions, measuredFps, policy)) return [];
    const weight = actions.some(isEasilyHidden) ? 1 : plainWeight;
    return Array.from({ length: weight }, () => movements);
  });
}

/** However many kinds are easily hidden, plans with one are drawn as often, all together, as with the core ones alone. */
function plainWeightOf(choice: readonly Action[], { plan }: Policy): number {
  if (plan.without !== null) return 1;
  const hidden = choice.filter(isEasilyHidden);
  const ofCore = hidden.filter((action) => !plan.further.includes(action));
  return ofCore.length === 0 ? PLAIN_PLAN_WEIGHT : (PLAIN_PLAN_WEIGHT * hidden.length) / ofCore.length;
}

/** What may be asked for at this rate. */
const choiceOf = (measuredFps: number, { plan }: Policy): readonly Action[] =>
  plan.choice.filter((action) => action !== 'double_blink' || measuredFps >= plan.doubleBlinkMinFps);

const movementsOf = (measuredFps: number, policy: Policy): Movement[] =>
  choiceOf(measuredFps, policy).flatMap((action): Movement[] => {
    const { plan } = policy;
    if (action === 'hold_short') return [{ action, holdMs: plan.holdShortMs }];
    if (action === 'hold_long') return plan.holdLongMs.map((holdMs) => ({ action, holdMs }));
    return [{ action }];
  });

function sequences(length: number, choice: readonly Movement[]): Movement[][] {
  if (length === 0) return [[]];
  return sequences(length - 1, choice).flatMap((start) => choice.map((movement) => [...start, movement]));
}

function drawStep(
  i: number,
  { action, holdMs }: Omit<Movement, 'action'> & { readonly action: StepAction },
  randomInt: RandomInt,
  { plan }: Policy,
): Step {
  const span = plan.pauseMaxMs - plan.pauseMinMs;
  const pause_ms = action === 'neutral' ? plan.neutralPauseMs : plan.pauseMinMs + randomInt(span + 1);
  const step: Step = { i, action, pause_ms, capture_at: drawInstants(pause_ms, randomInt, plan) };
  return holdMs === undefined ? step : { ...step, hold_ms: holdMs };
}

/** One instant before anybody can have answered the prompt, and in half of the steps one while they do. */
function drawInstants(pauseMs: number, randomInt: RandomInt, plan: Policy['plan']): number[] {
  const before = plan.captureMinMs + randomInt(pauseMs - plan.captureMinMs + 1);
  if (randomInt(2) === 0) return [before];
  return [before, pauseMs + plan.captureMinMs + randomInt(plan.captureSpanMs + 1)];
}
