import type { StepFailure } from '../../challenge/action-progress.ts';
import { closureUnderWay } from '../../challenge/eye-state.ts';
import { MOVES } from '../../challenge/plan-limits.ts';
import type { StepState } from '../../challenge/step-state.ts';
import { type Without, withoutInCommon } from '../../protocol/challenge.ts';
import type { Entries } from '../entries.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import type { Trouble } from './face-check-context.ts';

/** After so many times it is likely that the person cannot, or that this camera cannot see it. */
const OFFERED_AFTER = 2;

/** Failures that say nothing of the person. */
const OF_THE_CAMERA: readonly (StepFailure | null)[] = [
  null,
  'gap',
  'face_lost',
  'many_faces',
  'bad_picture',
];

/**
 * What did not do what the step asked for, or could not be seen to: the eyes also before there is a baseline, and where
 * they read as shut while the head was to move.
 */
export function inTrouble({ step, failure, action, eyes }: StepState): Without | null {
  if (OF_THE_CAMERA.includes(failure)) return null;
  if (step.action === 'neutral') return action.hint === 'eyes_open' ? 'eyes' : null;
  const shut = failure === 'wrong_action' && closureUnderWay(eyes) !== null;
  if (shut) return 'eyes';
  const moves = MOVES[step.action];
  return moves === 'mouth' ? null : moves === 'eyes' ? 'eyes' : 'head';
}

/** What the person can be spared with this backend; then a person decides. */
export const offeredWithout = (flow: Flow): readonly Without[] =>
  withoutInCommon(discoveryOf(flow).liveness?.without);

/** What the person is spared in the next challenge; nothing where the backend no longer offers it. */
export const chosenWithout = (flow: Flow, { without }: Entries): Without | null =>
  without !== null && offeredWithout(flow).includes(without) ? without : null;

/** What to offer after a movement that did not go well. Nobody is spared both. */
export function toSpare(
  flow: Flow,
  entries: Entries,
  trouble: Trouble,
  part: Without | null,
): Without | null {
  if (part === null || entries.without !== null || trouble[part] < OFFERED_AFTER) return null;
  return offeredWithout(flow).includes(part) ? part : null;
}
