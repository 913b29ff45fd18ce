import type { Action, Without } from '../protocol/challenge.ts';
import { MOVES } from './plan-limits.ts';
import { FULL_MIN_FPS, type Pace, POLICIES, type Policy } from './policy.ts';
import { SLOW_POLICIES } from './slow-policy.ts';

/** Frames a second below which no live-face check is possible. */
export const MIN_FPS = SLOW_POLICIES.standard.frames.minFps;

export interface PolicyRequest {
  readonly pace: Pace;
  /**
   * Processed frames a second, measured while framing, as it goes into the challenge request: both sides choose by this
   * very number, once a challenge.
   */
  readonly measuredFps: number;
  /** Actions that the client knows, see `actionsInCommon`; besides the core ones no others are drawn. Default none. */
  readonly actions?: readonly Action[];
  /** What the person asked to be spared. Default nothing. */
  readonly without?: Without | null;
}

/**
 * The thresholds for one challenge: the full profile from 11 frames a second on, the slow one below. Whether the trace
 * is as fast as was claimed is for its check `frame_rate`.
 */
export function policyFor({ pace, measuredFps, actions = [], without = null }: PolicyRequest): Policy {
  const policy = measuredFps >= FULL_MIN_FPS ? POLICIES[pace] : SLOW_POLICIES[pace];
  return choosingFrom(actions, without, policy);
}

/** One object for each choice: what is drawn from it is worked out once. */
const narrowed = new WeakMap<Policy, Map<string, Policy>>();

function choosingFrom(actions: readonly Action[], without: Without | null, policy: Policy): Policy {
  const choice = policy.plan.choice.filter(
    (action) =>
      (!policy.plan.further.includes(action) || actions.includes(action)) && !isSpared(action, without),
  );
  if (choice.length === policy.plan.choice.length) return policy;
  const known = narrowed.get(policy) ?? new Map<string, Policy>();
  narrowed.set(policy, known);
  const same = known.get(choice.join());
  if (same) return same;
  const made: Policy = {
    ...policy,
    ...(without === 'eyes' ? leavingEyesAside(policy) : {}),
    plan: { ...policy.plan, choice, without },
  };
  known.set(choice.join(), made);
  return made;
}

const isSpared = (action: Action, without: Without | null): boolean =>
  without !== null && (MOVES[action] === 'eyes') === (without === 'eyes');

/** Eyes that are not asked to close need not be told open from closed: no lid and no reflection ends a step. */
const leavingEyesAside = ({ baseline, times }: Policy): Pick<Policy, 'baseline' | 'times'> => ({
  baseline: {
    ...baseline,
    minEar: 0.01, // [I] above 0: openness is a share of it
    maxDrift: Number.POSITIVE_INFINITY,
    maxSpread: Number.POSITIVE_INFINITY,
  },
  times: { ...times, otherClosureMs: Number.POSITIVE_INFINITY },
});
