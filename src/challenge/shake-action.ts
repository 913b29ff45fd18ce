import { ACTION_IDLE, type ActionInput, type ActionProgress, isTooEarly } from './action-progress.ts';
import { closureUnderWay } from './eye-state.ts';
import type { ShakeLimits } from './policy.ts';
import type { StepTimes } from './policy-times.ts';
import { degreesPerSecond, type Sighting } from './sighting.ts';

/** The head shaken: left, right and left again, or the other way round. */
export interface ShakeAction extends ActionProgress {
  readonly kind: 'shake';
  /** Extrema that are past, newest last; each leg between them is a good one. */
  readonly past: readonly Sighting[];
  /** The extremum the head may be at, and since when it has been on that side. */
  readonly current: (Sighting & { readonly sinceMs: number }) | null;
  readonly last: Sighting | null;
  /** Since when the head has been at rest after it was shaken enough. */
  readonly settledSinceMs: number | null;
}

export const startShake = (): ShakeAction => ({
  ...ACTION_IDLE,
  kind: 'shake',
  past: [],
  current: null,
  last: null,
  settledSinceMs: null,
});

export function advanceShake(action: ShakeAction, input: ActionInput): ShakeAction {
  const { signals, policy } = input;
  const { shake, times } = policy;
  const last: Sighting = { timestampMs: signals.timestampMs, degrees: signals.yawDegrees };
  const aside = Math.abs(last.degrees) >= shake.extremumDegrees;
  const closure = closureUnderWay(input.eyes);
  if (closure && !closure.posed && last.timestampMs - closure.onsetMs > times.otherClosureMs) {
    return fail(action, 'wrong_action');
  }
  if (aside && isTooEarly(last.timestampMs, input)) return fail(action, 'too_early');
  if (isJump(action.last, last, shake)) return { ...startShake(), last, hint: 'turn_slower' };
  const moved = follow({ ...action, last }, last, aside, shake, times);
  const { current, past } = moved;
  if (current && aside && last.timestampMs - current.sinceMs > times.otherTurnMs)
    return fail(action, 'wrong_action');
  const onsetMs = past[0]?.timestampMs ?? current?.sinceMs ?? null;
  if (onsetMs !== null && last.timestampMs - onsetMs > times.shakeMaxMs) {
    return past.length >= shake.extrema
      ? fail(moved, 'not_returned')
      : { ...startShake(), last, hint: 'shake_more' };
  }
  const atRest = past.length >= shake.extrema && Math.abs(last.degrees) <= policy.turn.returnDegrees;
  const settledSinceMs = atRest ? (action.settledSinceMs ?? last.timestampMs) : null;
  if (settledSinceMs !== null && last.timestampMs - settledSinceMs >= times.shakeSettleMs) {
    return { ...moved, status: 'done', progress: 1, hint: null, extreme: false };
  }
  return describe({ ...moved, settledSinceMs }, aside, onsetMs, shake);
}

const isJump = (from: Sighting | null, to: Sighting, limits: ShakeLimits): boolean =>
  from !== null && degreesPerSecond(from, to, limits.minIntervalMs) > limits.maxDegreesPerSecond;

/** Follows the head from side to side. An extremum is past when the head has retreated from it. */
function follow(
  action: ShakeAction,
  at: Sighting,
  aside: boolean,
  shake: ShakeLimits,
  times: StepTimes,
): ShakeAction {
  const { current } = action;
  const side = Math.sign(at.degrees);
  if (current && side === Math.sign(current.degrees)) {
    if (Math.abs(at.degrees) > Math.abs(current.degrees))
      return { ...action, current: { ...current, ...at } };
    const retreated = Math.abs(current.degrees) - Math.abs(at.degrees) >= shake.retreatDegrees;
    if (!retreated || isPast(action, current)) return action;
    return { ...action, past: withExtremum(action.past, current, shake, times) };
  }
  if (!aside) return action;
  const past =
    current && !isPast(action, current) ? withExtremum(action.past, current, shake, times) : action.past;
  return { ...action, past, current: { ...at, sinceMs: at.timestampMs } };
}

const isPast = ({ past }: ShakeAction, current: Sighting): boolean =>
  past.some((extremum) => extremum.timestampMs === current.timestampMs);

/** Adds an extremum. A leg that is too short, too small or too long begins the count anew with it. */
function withExtremum(
  past: readonly Sighting[],
  { timestampMs, degrees }: Sighting,
  shake: ShakeLimits,
  times: StepTimes,
): readonly Sighting[] {
  const extremum = { timestampMs, degrees };
  const previous = past.at(-1);
  if (!previous) return [extremum];
  const legMs = timestampMs - previous.timestampMs;
  const good =
    Math.abs(degrees - previous.degrees) >= shake.legDegrees &&
    Math.sign(degrees) !== Math.sign(previous.degrees) &&
    legMs >= times.shakeLegMinMs &&
    legMs <= times.shakeLegMaxMs;
  return good ? [...past, extremum] : [extremum];
}

function describe(
  action: ShakeAction,
  aside: boolean,
  onsetMs: number | null,
  shake: ShakeLimits,
): ShakeAction {
  const count = action.past.length;
  const moving = count > 0 || action.current !== null;
  return {
    ...action,
    status: count >= shake.extrema ? 'returning' : moving ? 'reacting' : 'shown',
    progress: Math.min(0.9, (count + (aside ? 0.5 : 0)) / (shake.extrema + 0.5)),
    hint: count >= shake.extrema ? 'turn_back' : moving ? 'shake_more' : null,
    onsetMs,
    extreme: aside,
  };
}

const fail = (action: ShakeAction, failure: ShakeAction['failure']): ShakeAction => ({
  ...action,
  status: 'failed',
  failure,
  hint: null,
  extreme: false,
});
