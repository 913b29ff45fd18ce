import { ACTION_IDLE, type ActionInput, type ActionProgress, isTooEarly } from './action-progress.ts';
import { closureUnderWay } from './eye-state.ts';
import type { Hint } from './hint.ts';
import type { NodLimits } from './nod-limits.ts';
import { degreesPerSecond, type Sighting, suddenDegrees } from './sighting.ts';

/** The chin lowered and raised again, twice; seen on its way each time, as a head moves and no picture swapped for another. */
export interface NodAction extends ActionProgress {
  readonly kind: 'nod';
  /** Onsets of the nods that count so far. */
  readonly onsetsMs: readonly number[];
  readonly stage: NodStage;
  readonly last: Sighting | null;
  /** Every frame of this nod, and the two before it; degrees that the chin is lowered. */
  readonly path: readonly Sighting[];
  /** Since when the head has been at rest after it was nodded enough. */
  readonly settledSinceMs: number | null;
}

type NodStage =
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly onsetMs: number; readonly furthestDegrees: number }
  /** The movement does not count; wait until the head is up. */
  | { readonly kind: 'void'; readonly hint: Hint };

export const startNod = (): NodAction => ({
  ...ACTION_IDLE,
  kind: 'nod',
  onsetsMs: [],
  stage: { kind: 'up' },
  last: null,
  path: [],
  settledSinceMs: null,
});

export function advanceNod(action: NodAction, input: ActionInput): NodAction {
  const { signals, policy } = input;
  const { nod, eyes, times } = policy;
  const { timestampMs } = signals;
  const last: Sighting = { timestampMs, degrees: -signals.pitchDegrees };
  const closure = closureUnderWay(input.eyes);
  const asleep = closure && !closure.posed && timestampMs - closure.onsetMs > times.otherClosureMs;
  if (asleep || Math.abs(signals.yawDegrees) >= eyes.otherActionYawDegrees)
    return fail(action, 'wrong_action');
  if (last.degrees >= nod.reachDegrees && isTooEarly(timestampMs, input)) return fail(action, 'too_early');
  const { stage, onsetsMs, path } = follow(action, last, input);
  const [firstMs] = onsetsMs;
  if (firstMs !== undefined && timestampMs - firstMs > times.nodMaxMs) {
    return onsetsMs.length < nod.nods
      ? { ...startNod(), last, path: path.slice(-2), hint: 'nod_more' }
      : fail(action, 'not_returned');
  }
  const atRest = onsetsMs.length >= nod.nods && Math.abs(last.degrees) <= nod.restDegrees;
  const settledSinceMs = atRest ? (action.settledSinceMs ?? timestampMs) : null;
  const moved = { ...action, stage, onsetsMs, path, last, settledSinceMs };
  if (settledSinceMs !== null && timestampMs - settledSinceMs >= times.nodSettleMs) {
    return { ...moved, status: 'done', progress: 1, hint: null, extreme: false };
  }
  const deep = Math.min(last.degrees, action.last?.degrees ?? 0) >= nod.reachDegrees;
  return describe(moved, deep, input);
}

/** The nod under way, or the one that this frame ended. */
function follow(
  action: NodAction,
  now: Sighting,
  { signals, policy: { nod, times } }: ActionInput,
): Pick<NodAction, 'stage' | 'onsetsMs' | 'path'> {
  const { stage, onsetsMs } = action;
  const path = [...action.path, now].slice(stage.kind === 'down' ? 0 : -3);
  const isUp = now.degrees < nod.onsetDegrees;
  const speed = action.last ? degreesPerSecond(action.last, now, nod.minIntervalMs) : 0;
  const tooFast: NodStage = { kind: 'void', hint: 'nod_slower' };
  if (speed > nod.maxDegreesPerSecond) return { stage: isUp ? { kind: 'up' } : tooFast, onsetsMs, path };
  const isTurned = Math.abs(signals.yawDegrees) > nod.maxYawDegrees;
  if (!isUp && isTurned) return { stage: { kind: 'void', hint: 'face_screen' }, onsetsMs: [], path };
  switch (stage.kind) {
    case 'up':
      if (isUp) return { stage, onsetsMs, path };
      return {
        stage: { kind: 'down', onsetMs: now.timestampMs, furthestDegrees: now.degrees },
        onsetsMs,
        path,
      };
    case 'down': {
      const furthestDegrees = Math.max(stage.furthestDegrees, now.degrees);
      const lastsMs = now.timestampMs - stage.onsetMs;
      if (lastsMs > times.nodDownMaxMs || furthestDegrees > nod.maxDegrees)
        return { stage: { kind: 'void', hint: 'face_screen' }, onsetsMs: [], path };
      if (!isUp) return { stage: { ...stage, furthestDegrees }, onsetsMs, path };
      if (furthestDegrees < nod.reachDegrees) return { stage: { kind: 'up' }, onsetsMs, path };
      if (!isGradual(path, nod)) return { stage: { kind: 'up' }, onsetsMs, path: path.slice(-2) };
      return { stage: { kind: 'up' }, onsetsMs: [...onsetsMs, stage.onsetMs], path: path.slice(-2) };
    }
    case 'void':
      return { stage: isUp ? { kind: 'up' } : stage, onsetsMs, path };
  }
}

/** The head was seen on its way down or on its way up, and moved rather than jumped: no picture swapped for another. */
function isGradual(path: readonly Sighting[], limits: NodLimits): boolean {
  const { onTheWayDegrees, suddenShare } = nodGradualnessOf(path, limits);
  return onTheWayDegrees >= limits.minDegrees && suddenShare <= limits.maxSuddenShare;
}

/**
 * Of one nod: the furthest frame, down or up, that is not yet there (0 where there is none), and how much of both ways was
 * made suddenly.
 */
export function nodGradualnessOf(
  path: readonly Sighting[],
  limits: NodLimits,
): { onTheWayDegrees: number; suddenShare: number } {
  const furthest = path.reduce((most, { degrees }) => Math.max(most, degrees), 0);
  const isThere = ({ degrees }: Sighting) => degrees > furthest - limits.marginDegrees;
  const ways = [...path.slice(0, path.findIndex(isThere)), ...path.slice(path.findLastIndex(isThere) + 1)];
  return {
    onTheWayDegrees: ways.reduce((most, { degrees }) => Math.max(most, degrees), 0),
    suddenShare: furthest > 0 ? suddenDegrees(path, limits.freeChangeDegrees) / (2 * furthest) : 0,
  };
}

function describe(action: NodAction, deep: boolean, { policy: { nod } }: ActionInput): NodAction {
  const { stage, onsetsMs } = action;
  const count = onsetsMs.length;
  const under = stage.kind === 'down';
  const enough = count >= nod.nods;
  const hint = stage.kind === 'void' ? stage.hint : enough ? 'turn_back' : count > 0 ? 'nod_more' : null;
  return {
    ...action,
    status: enough ? 'returning' : under || count > 0 ? 'reacting' : 'shown',
    progress: Math.min(0.9, (count + (under ? 0.5 : 0)) / (nod.nods + 0.25)),
    hint: hint ?? (action.hint === 'nod_more' ? action.hint : null),
    onsetMs: onsetsMs[0] ?? (under ? stage.onsetMs : null),
    extreme: deep,
  };
}

const fail = (action: NodAction, failure: NodAction['failure']): NodAction => ({
  ...action,
  status: 'failed',
  failure,
  hint: null,
  extreme: false,
});
