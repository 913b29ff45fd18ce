import { drawPlan } from '../../../src/challenge/plan.ts';
import { type PolicyRequest, policyFor } from '../../../src/challenge/policy-for.ts';
import type { Step } from '../../../src/protocol/challenge.ts';

/** More plans than any policy allows. */
const MAX_PLANS = 1000;

/**
 * The numbers that the server must draw to come to this plan, in the order in which `drawPlan` asks for them: whoever
 * forges is given the luck that the plan drawn is the one their film was made for.
 *
 * @throws RangeError for a plan that is not drawn for such a request.
 */
export function loadedDraws(plan: readonly Step[], request: PolicyRequest): number[] {
  const policy = policyFor(request);
  const actions = plan.map(({ action }) => action).join();
  const drawn = (index: number) => {
    let first = true;
    const die = (max: number) => {
      const roll = first ? index : 0;
      first = false;
      if (roll >= max) throw new RangeError(`No plan ${actions} is drawn for ${JSON.stringify(request)}.`);
      return roll;
    };
    return drawPlan(die, request.measuredFps, policy);
  };
  let index = 0;
  while (
    index < MAX_PLANS &&
    drawn(index)
      .map(({ action }) => action)
      .join() !== actions
  )
    index++;
  const { pauseMinMs, captureMinMs } = policy.plan;
  return [
    index,
    ...plan.flatMap(({ action, pause_ms, capture_at: [before, during] }) => [
      ...(action === 'neutral' ? [] : [pause_ms - pauseMinMs]),
      before! - captureMinMs,
      ...(during === undefined ? [0] : [1, during - pause_ms - captureMinMs]),
    ]),
  ];
}
