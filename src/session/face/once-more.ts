import type { StepFailure } from '../../challenge/action-progress.ts';
import type { Hint } from '../../challenge/hint.ts';
import { MOVES } from '../../challenge/plan-limits.ts';
import type { StepAction, Without } from '../../protocol/challenge.ts';
import type { Flow } from '../flow.ts';
import { livePhase } from './camera.ts';
import { type ChallengeProgress, type ChallengeRun, maySwap } from './challenge-run.ts';
import type { FaceCheckContext } from './face-check-context.ts';

/** As long as the camera stays on for somebody who decides. */
const DECIDING_MS = 60_000;

/**
 * Says that a movement was not clear and lets the person choose. `again`: a new challenge. `swap`: a new challenge in
 * which this movement is swapped for another. `spare`: one without what is in trouble. `idle`: nobody answered, the camera
 * goes off.
 */
export async function offerOnceMore(
  flow: Flow,
  context: FaceCheckContext,
  run: ChallengeRun,
  at: ChallengeProgress,
  { hint, canSpare }: { readonly hint: Hint | null; readonly canSpare: Without | null },
): Promise<'again' | 'swap' | 'spare' | 'back' | 'other_method' | 'idle'> {
  const startMs = flow.clock.nowMs();
  const canSwap = maySwap(context, run, at);
  const requests = flow.requests.subscribe(['retry', 'swap_action', 'set_without', 'choose_method', 'back']);
  try {
    while (flow.clock.nowMs() - startMs <= DECIDING_MS) {
      flow.publish({
        kind: 'once_more',
        ...livePhase(context.camera, context.entries, context.person),
        action: at.step.action,
        hint,
        attemptsLeft: run.challenge.attempts_left,
        canSwap,
        canSpare,
      });
      for (let request = requests.take(); request; request = requests.take()) {
        if (request.kind === 'retry') return 'again';
        if (request.kind === 'back') return 'back';
        if (request.kind === 'choose_method') return 'other_method';
        if (request.kind === 'set_without') {
          if (canSpare !== null && request.without === canSpare) return 'spare';
        } else if (canSwap) return 'swap';
      }
      await context.camera.nextFrame(run.detector, { keep: false, lids: false }); // the picture goes on, nothing of it is kept
    }
    return 'idle';
  } finally {
    requests.close();
  }
}

const NEXT_TIME: Readonly<Record<StepAction, Hint>> = {
  neutral: 'hold_still',
  hold_short: 'close_eyes',
  hold_long: 'close_eyes',
  double_blink: 'blink_again',
  turn_left: 'turn_further',
  turn_right: 'turn_further',
  shake_head: 'shake_more',
  nod: 'nod_more',
  open_mouth: 'open_longer',
};

/** Eyes that read as shut end these, too. */
const movesNoEyes = (action: StepAction): boolean => action === 'neutral' || MOVES[action] !== 'eyes';

/** Where it is not the head that has to come back. */
const NOT_RETURNED: Partial<Readonly<Record<StepAction, Hint>>> = {
  hold_short: 'open_eyes',
  hold_long: 'open_eyes',
  double_blink: 'open_eyes',
  open_mouth: 'close_mouth',
};

/**
 * What to do better, said before the next try.
 *
 * @param part what did not do what was asked, see `inTrouble`.
 */
export function failureHint(
  action: StepAction,
  failure: StepFailure | 'hidden' | 'resized' | 'late',
  part: Without | null,
): Hint | null {
  switch (failure) {
    case 'timeout':
    case 'wrong_action':
      return part === 'eyes' && movesNoEyes(action) ? 'eyes_open' : NEXT_TIME[action];
    case 'too_early':
    case 'third_blink':
      return 'wait_for_prompt';
    case 'wrong_direction':
      return 'turn_other_way';
    case 'eyes_reopened_early':
      return 'keep_closed';
    case 'eyes_reopened_late':
      return 'open_eyes';
    case 'not_returned':
      return NOT_RETURNED[action] ?? 'turn_back';
    case 'gap':
      return 'device_stalled';
    case 'face_lost':
      return 'no_face';
    case 'many_faces':
      return 'many_faces';
    case 'late':
      return 'slow_connection';
    case 'hidden':
      return 'face_screen';
    case 'resized':
      return 'device_turned';
    case 'bad_picture':
      return null;
  }
}
