import { drawPlan } from '@family-auth/library/challenge/plan.ts';
import { type PolicyRequest, policyFor } from '@family-auth/library/challenge/policy-for.ts';
import type { Step } from '@family-auth/library/protocol/challenge.ts';

/**
 * The numbers that the server must draw to come to this plan, in the order in which `drawPlan` asks for them: whoever
 * forges is given the luck that the plan drawn is the one their video was made for.
 *
 * @throws RangeError for a plan that is not drawn for such a request.
 */
export function loadedDraws(plan: readonly Step[], request: PolicyRequest): number[] {
  const policy = policyFor(request);
  const wanted = movementsOf(plan);
  let plans = 1;
  let index = 0;
  for (; index < plans; index++) {
    let first = true;
    const die = (max: number) => {
      if (!first) return 0;
      first = false;
      plans = max;
      return index;
    };
    if (movementsOf(drawPlan(die, request.measuredFps, policy)) === wanted) break;
  }
  if (index === plans) throw new RangeError(`No plan ${wanted} is drawn for ${JSON.stringify(request)}.`);
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

const movementsOf = (plan: readonly Step[]) =>
  plan.map(({ action, hold_ms }) => (hold_ms === undefined ? action : `${action} ${hold_ms}`)).join();
