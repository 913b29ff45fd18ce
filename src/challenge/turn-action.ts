import {
  ACTION_IDLE,
  type ActionInput,
  type ActionProgress,
  clampUnit,
  isTooEarly,
} from './action-progress.ts';
import { closureUnderWay } from './eye-state.ts';
import type { Hint } from './hint.ts';
import type { TurnLimits } from './policy.ts';
import { degreesPerSecond, furthestDegrees, type Sighting, suddenDegrees } from './sighting.ts';

/** The head turned to one side, held there, brought back. */
export interface TurnAction extends ActionProgress {
  readonly kind: 'turn';
  /** +1 to the person's own left, -1 to the right. */
  readonly side: 1 | -1;
  readonly stage: TurnStage;
  readonly last: Sighting | null;
  /** Every frame of this turn, and the two before it. */
  readonly path: readonly Sighting[];
}

/** Since when the head has been beyond an angle, over how many frames. */
interface Hold {
  readonly sinceMs: number;
  readonly frames: number;
}

type TurnStage =
  /** At rest, or brought back to it after a turn that does not count. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'out'; readonly onsetMs: number; readonly furthestDegrees: number }
  | ({ readonly kind: 'held'; readonly onsetMs: number; readonly far: Hold | null } & Hold)
  | { readonly kind: 'back'; readonly onsetMs: number; readonly sinceMs: number }
  /** The movement does not count; wait for rest. */
  | { readonly kind: 'void'; readonly hint: Hint };

export const startTurn = (side: 1 | -1): TurnAction => ({
  ...ACTION_IDLE,
  kind: 'turn',
  side,
  stage: { kind: 'rest' },
  last: null,
  path: [],
});

export function advanceTurn(action: TurnAction, input: ActionInput): TurnAction {
  const { signals, policy } = input;
  const { turn } = policy;
  const degrees = signals.yawDegrees * action.side;
  const { timestampMs } = signals;
  const last: Sighting = { timestampMs, degrees };
  const closure = closureUnderWay(input.eyes);
  if (closure && !closure.posed && timestampMs - closure.onsetMs > policy.times.otherClosureMs) {
    return fail(action, 'wrong_action');
  }
  if (Math.abs(degrees) >= turn.oppositeDegrees && isTooEarly(timestampMs, input))
    return fail(action, 'too_early');
  if (degrees <= -turn.oppositeDegrees && action.stage.kind !== 'back')
    return fail(action, 'wrong_direction');
  const stage = isTooFast(action, last, turn) ? TOO_FAST : nextStage(action.stage, degrees, input);
  const under = stage.kind !== 'rest' && stage.kind !== 'void';
  const path = [...action.path, last].slice(under ? 0 : -2);
  if (stage.kind === 'back' && degrees <= turn.returnDegrees * shareOfAim(path, turn)) {
    if (!isGradual(path, turn)) {
      return describe({ ...action, stage: TOO_FAST, last, path: path.slice(-2) }, degrees, input);
    }
    return { ...action, stage, last, path, status: 'done', progress: 1, hint: null, extreme: false };
  }
  if (stage.kind === 'back' && timestampMs - stage.sinceMs > policy.times.returnMs) {
    return fail(action, 'not_returned');
  }
  return describe({ ...action, stage, last, path }, degrees, input);
}

const TOO_FAST: TurnStage = { kind: 'void', hint: 'turn_slower' };

/** Between this frame and the last. */
function isTooFast(
  { last }: TurnAction,
  now: Sighting,
  { maxDegreesPerSecond, minIntervalMs, gradual }: TurnLimits,
): boolean {
  if (!last) return false;
  if (Math.abs(now.degrees - last.degrees) > gradual.maxStepDegrees) return true;
  return degreesPerSecond(last, now, minIntervalMs) > maxDegreesPerSecond;
}

/** The head was seen on its way to the furthest point and on its way back from there, and moved rather than jumped. */
function isGradual(path: readonly Sighting[], limits: TurnLimits): boolean {
  const { onTheWayDegrees, suddenShare } = gradualnessOf(path, limits);
  return onTheWayDegrees >= limits.gradual.minDegrees && suddenShare <= limits.gradual.maxSuddenShare;
}

/** What a turn that stays below its aim is made of is smaller in proportion. */
export const shareOfAim = (path: readonly Sighting[], { reachDegrees }: TurnLimits): number =>
  Math.min(1, furthestDegrees(path) / reachDegrees);

/**
 * Of the worse way, out or back: the furthest frame that is not yet there (0 where there is none; of a turn below its aim, in
 * proportion), and how much of it was made suddenly, as a share of the reach.
 */
export function gradualnessOf(
  path: readonly Sighting[],
  turn: TurnLimits,
): { onTheWayDegrees: number; suddenShare: number } {
  const { gradual: limits } = turn;
  const furthest = furthestDegrees(path);
  const share = shareOfAim(path, turn);
  const isThere = ({ degrees }: Sighting) => degrees > furthest - limits.marginDegrees * share;
  const freeDegrees = limits.freeChangeDegrees * share;
  const out = path.slice(0, path.findIndex(isThere) + 2);
  const back = path.slice(Math.max(0, path.findLastIndex(isThere) - 1));
  const ways = [out, back].map((way) => ({
    degrees: way.reduce((most, at) => (isThere(at) ? most : Math.max(most, at.degrees)), 0),
    suddenShare: furthest > 0 ? suddenDegrees(way, freeDegrees) / furthest : 0,
  }));
  return {
    onTheWayDegrees:
      furthest > 0 ? ways.reduce((least, { degrees }) => Math.min(least, degrees), Infinity) / share : 0,
    suddenShare: ways.reduce((most, way) => Math.max(most, way.suddenShare), 0),
  };
}

function nextStage(stage: TurnStage, degrees: number, { signals, policy }: ActionInput): TurnStage {
  const { turn, times } = policy;
  const { timestampMs } = signals;
  switch (stage.kind) {
    case 'rest':
      if (degrees < turn.onsetDegrees) return stage;
      return { kind: 'out', onsetMs: timestampMs, furthestDegrees: degrees };
    case 'out': {
      if (degrees < turn.onsetDegrees) return { kind: 'rest' };
      if (degrees > turn.maxDegrees) return stage;
      if (degrees >= turn.shortReachDegrees) {
        const near = heldOn(null, timestampMs);
        const far = degrees >= turn.reachDegrees ? near : null;
        return { kind: 'held', onsetMs: stage.onsetMs, ...near, far };
      }
      const furthestDegrees = Math.max(stage.furthestDegrees, degrees);
      const steady = furthestDegrees - degrees <= turn.maxBacktrackDegrees;
      return steady ? { ...stage, furthestDegrees } : { kind: 'void', hint: 'turn_further' };
    }
    case 'held': {
      const { onsetMs } = stage;
      if (degrees < turn.shortReachDegrees - turn.waverDegrees || degrees > turn.maxDegrees) {
        return { kind: 'out', onsetMs, furthestDegrees: Math.min(degrees, turn.shortReachDegrees) };
      }
      const near = heldOn(stage, timestampMs);
      const far = degrees >= turn.reachDegrees ? heldOn(stage.far, timestampMs) : null;
      const lasts = (hold: Hold, ms: number) =>
        timestampMs - hold.sinceMs >= ms && hold.frames >= turn.holdFrames;
      const longEnough = lasts(near, times.shortTurnHoldMs) || (far && lasts(far, times.turnHoldMs));
      return longEnough
        ? { kind: 'back', onsetMs, sinceMs: timestampMs }
        : { kind: 'held', onsetMs, ...near, far };
    }
    case 'back':
      return stage;
    case 'void':
      return Math.abs(degrees) < turn.onsetDegrees ? { kind: 'rest' } : stage;
  }
}

const heldOn = (hold: Hold | null, timestampMs: number): Hold =>
  hold ? { sinceMs: hold.sinceMs, frames: hold.frames + 1 } : { sinceMs: timestampMs, frames: 1 };

function describe(action: TurnAction, degrees: number, { policy }: ActionInput): TurnAction {
  const { stage } = action;
  const reached = clampUnit(degrees / policy.turn.reachDegrees) * 0.6;
  switch (stage.kind) {
    case 'rest': {
      const away = degrees <= -policy.turn.oppositeDegrees / 2;
      const hint = away ? 'turn_other_way' : null;
      return { ...action, status: 'shown', progress: reached, hint, onsetMs: null, extreme: false };
    }
    case 'out': {
      const hint = degrees > policy.turn.maxDegrees ? 'not_so_far' : 'turn_further';
      return {
        ...action,
        status: 'reacting',
        progress: reached,
        hint,
        onsetMs: stage.onsetMs,
        extreme: false,
      };
    }
    case 'held':
      return {
        ...action,
        status: 'holding',
        progress: stage.far ? 0.7 : reached,
        hint: stage.far ? 'hold_turn' : 'turn_further',
        extreme: stage.far !== null && stage.far.frames >= 2,
      };
    case 'back':
      return {
        ...action,
        status: 'returning',
        progress: 0.85,
        hint: 'turn_back',
        extreme: degrees >= policy.turn.shortReachDegrees,
      };
    case 'void':
      return { ...action, status: 'shown', progress: 0, hint: stage.hint, onsetMs: null, extreme: false };
  }
}

const fail = (action: TurnAction, failure: TurnAction['failure']): TurnAction => ({
  ...action,
  status: 'failed',
  failure,
  hint: null,
  extreme: false,
});
