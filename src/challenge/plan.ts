import type { Action, Step, StepAction } from '../protocol/challenge.ts';
import type { Policy } from './policy.ts';

/** A uniformly distributed whole number from 0 up to, not including, `maxExclusive`; from a CSPRNG. */
export type RandomInt = (maxExclusive: number) => number;

/** What each action moves. */
const MOVES: Readonly<Record<Action, 'eyes' | 'head_to_a_side' | 'head'>> = {
  hold_short: 'eyes',
  hold_long: 'eyes',
  double_blink: 'eyes',
  turn_left: 'head_to_a_side',
  turn_right: 'head_to_a_side',
  shake_head: 'head',
};

/**
 * Whether these actions may follow `neutral`: as many as the policy asks for, one of the eyes and one turn at least
 * (flatness is judged on turns), none twice in a row, only such as can be judged at this frame rate.
 */
export function isAllowedPlan(actions: readonly Action[], measuredFps: number, policy: Policy): boolean {
  return (
    actions.length === policy.plan.actions &&
    actions.every((action) => policy.plan.choice.includes(action)) &&
    actions.some((action) => MOVES[action] === 'eyes') &&
    actions.some((action) => MOVES[action] === 'head_to_a_side') &&
    actions.every((action, index) => action !== actions[index - 1]) &&
    (measuredFps >= policy.plan.doubleBlinkMinFps || !actions.includes('double_blink'))
  );
}

/** `neutral`, then a plan drawn evenly from all allowed ones, with random pauses and capture instants. */
export function drawPlan(randomInt: RandomInt, measuredFps: number, policy: Policy): Step[] {
  const { actions: count, choice } = policy.plan;
  const plans = sequences(count, choice).filter((each) => isAllowedPlan(each, measuredFps, policy));
  const actions: readonly StepAction[] = ['neutral', ...plans[randomInt(plans.length)]!];
  return actions.map((action, i) => drawStep(i, action, randomInt, policy));
}

/**
 * The same step with another action, drawn anew; the plan stays an allowed one.
 *
 * @throws RangeError for `neutral`, which cannot be swapped, and for a step the plan does not hold.
 */
export function swapStep(
  plan: readonly Step[],
  i: number,
  randomInt: RandomInt,
  measuredFps: number,
  policy: Policy,
): Step {
  const current = plan.find((step) => step.i === i);
  if (!current || current.action === 'neutral') throw new RangeError(`Step ${i} cannot be swapped.`);
  const others = policy.plan.choice.filter((action) => {
    if (action === current.action) return false;
    const actions = plan.map((step) => (step.i === i ? action : step.action));
    return isAllowedPlan(actions.filter(isAction), measuredFps, policy);
  });
  const action = others[randomInt(others.length)];
  if (!action) throw new RangeError(`No other action fits step ${i}.`);
  return drawStep(i, action, randomInt, policy);
}

const isAction = (action: StepAction): action is Action => action !== 'neutral';

function sequences(length: number, choice: readonly Action[]): Action[][] {
  if (length === 0) return [[]];
  return sequences(length - 1, choice).flatMap((start) => choice.map((action) => [...start, action]));
}

function drawStep(i: number, action: StepAction, randomInt: RandomInt, { plan }: Policy): Step {
  const span = plan.pauseMaxMs - plan.pauseMinMs;
  const pause_ms = action === 'neutral' ? plan.neutralPauseMs : plan.pauseMinMs + randomInt(span + 1);
  const step: Step = { i, action, pause_ms, capture_at: drawInstants(pause_ms, randomInt, plan) };
  if (action === 'hold_short') return { ...step, hold_ms: plan.holdShortMs };
  if (action === 'hold_long') return { ...step, hold_ms: plan.holdLongMs };
  return step;
}

/** One instant before anybody can have answered the prompt, and in half of the steps one while they do. */
function drawInstants(pauseMs: number, randomInt: RandomInt, plan: Policy['plan']): number[] {
  const before = plan.captureMinMs + randomInt(pauseMs - plan.captureMinMs + 1);
  if (randomInt(2) === 0) return [before];
  return [before, pauseMs + plan.captureMinMs + randomInt(plan.captureSpanMs + 1)];
}
