import { ACTION_IDLE, type ActionInput, type ActionProgress, isTooEarly } from './action-progress.ts';
import { closureUnderWay } from './eye-state.ts';
import type { MouthLimits } from './mouth-limits.ts';
import type { Policy } from './policy.ts';

/** How far the mouth was open in one frame, beyond rest, in distances of the outer eye corners. */
export interface Opening {
  readonly timestampMs: number;
  readonly opening: number;
}

/** The mouth opened, kept open for a moment and shut again; seen on its way, as a jaw moves and no picture swapped for another. */
export interface OpenMouthAction extends ActionProgress {
  readonly kind: 'open_mouth';
  /** When the mouth was opened that counts, once it is shut again. */
  readonly openedMs: number | null;
  /** Since when the mouth is open. */
  readonly openSinceMs: number | null;
  /** Every frame since it is open, and the two before it. */
  readonly path: readonly Opening[];
  /** Since when the mouth has been shut after it was opened. */
  readonly settledSinceMs: number | null;
}

export const startOpenMouth = (): OpenMouthAction => ({
  ...ACTION_IDLE,
  kind: 'open_mouth',
  openedMs: null,
  openSinceMs: null,
  path: [],
  settledSinceMs: null,
});

/** @throws RangeError for a frame in which the mouth was not measured; such frames do not count. */
export function advanceOpenMouth(action: OpenMouthAction, input: ActionInput): OpenMouthAction {
  const { signals, policy } = input;
  const { mouth, eyes, times } = policy;
  const { timestampMs, mouthOpening } = signals;
  if (mouthOpening === null) throw new RangeError('The mouth was not measured.');
  const closure = closureUnderWay(input.eyes);
  const asleep = closure && !closure.posed && timestampMs - closure.onsetMs > times.otherClosureMs;
  const moves =
    Math.abs(signals.yawDegrees) >= eyes.otherActionYawDegrees ||
    Math.abs(signals.pitchDegrees) >= eyes.otherActionPitchDegrees;
  if (asleep || moves) return fail(action, 'wrong_action');
  const followed = follow(action, { timestampMs, opening: mouthOpening }, input);
  const { openSinceMs, openedMs, path } = followed;
  const kept = openSinceMs !== null && isKept(path, policy);
  if (kept && isTooEarly(openSinceMs, input)) return fail(action, 'too_early');
  const atRest = openedMs !== null && openSinceMs === null;
  const settledSinceMs = atRest ? (action.settledSinceMs ?? timestampMs) : null;
  if (settledSinceMs !== null && timestampMs - settledSinceMs >= times.mouthSettleMs) {
    return { ...followed, settledSinceMs, status: 'done', progress: 1, hint: null, extreme: false };
  }
  const extreme = kept && path.at(-1)!.opening >= mouth.keptShare * furthestOf(path);
  return describe({ ...followed, settledSinceMs, extreme }, kept);
}

const isKept = (path: readonly Opening[], { mouth, times }: Policy): boolean =>
  keptOpenMs(path, mouth) >= times.mouthHoldMs;

/** The opening under way, or the one that this frame ended. */
function follow(action: OpenMouthAction, now: Opening, { policy }: ActionInput): OpenMouthAction {
  const { mouth } = policy;
  const { openSinceMs } = action;
  const path = [...action.path, now].slice(openSinceMs === null ? -3 : 0);
  const isOpen = now.opening >= mouth.reach * (openSinceMs === null ? 1 : mouth.shutShare);
  if (isOpen) return { ...action, path, openSinceMs: openSinceMs ?? now.timestampMs };
  if (openSinceMs === null) return { ...action, path };
  const ended = { ...action, openSinceMs: null, path: path.slice(-2) };
  if (!isKept(path, policy)) return { ...ended, hint: 'open_longer' };
  return seenOnTheWay(path, mouth) >= mouth.minShare ? { ...ended, openedMs: openSinceMs } : ended;
}

const furthestOf = (path: readonly Opening[]): number =>
  path.reduce((most, { opening }) => Math.max(most, opening), 0);

/** The longest time for which the mouth was kept open: no less than is asked, nor than its share of the furthest. */
export function keptOpenMs(path: readonly Opening[], { reach, keptShare }: MouthLimits): number {
  const least = Math.max(reach, keptShare * furthestOf(path));
  let longestMs = 0;
  let sinceMs: number | null = null;
  for (const { timestampMs, opening } of path) {
    sinceMs = opening >= least ? (sinceMs ?? timestampMs) : null;
    if (sinceMs !== null) longestMs = Math.max(longestMs, timestampMs - sinceMs);
  }
  return longestMs;
}

/**
 * Of one opening: the furthest frame, opening or closing, that is not yet there, as a share of the furthest of all; 0 where there
 * is none. A jaw moves; a picture that is swapped for another shows nothing in between.
 */
export function seenOnTheWay(path: readonly Opening[], { marginShare }: MouthLimits): number {
  const furthest = furthestOf(path);
  if (furthest === 0) return 0;
  const isThere = ({ opening }: Opening) => opening > furthest * (1 - marginShare);
  const ways = [...path.slice(0, path.findIndex(isThere)), ...path.slice(path.findLastIndex(isThere) + 1)];
  return furthestOf(ways) / furthest;
}

function describe(action: OpenMouthAction, kept: boolean): OpenMouthAction {
  const { openSinceMs, openedMs } = action;
  const done = kept || openedMs !== null;
  const isOpen = openSinceMs !== null;
  return {
    ...action,
    status: done ? 'returning' : isOpen ? 'reacting' : 'shown',
    progress: done ? 0.9 : isOpen ? 0.5 : 0,
    hint: done ? 'close_mouth' : isOpen ? null : action.hint,
    onsetMs: openedMs ?? openSinceMs,
  };
}

const fail = (action: OpenMouthAction, failure: OpenMouthAction['failure']): OpenMouthAction => ({
  ...action,
  status: 'failed',
  failure,
  hint: null,
  extreme: false,
});
