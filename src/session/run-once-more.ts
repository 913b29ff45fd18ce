import type { Hint } from '../challenge/hint.ts';
import type { Without } from '../protocol/challenge.ts';
import { type ChallengeRun, maySwap } from './challenge-run.ts';
import { livePhase } from './live-phase.ts';
import type { Scene } from './scene.ts';
import type { Walk } from './walk.ts';

/** As long as the camera stays on for somebody who decides. */
const DECIDING_MS = 60_000;

/**
 * Says that a movement was not clear and lets the person choose. `again`: a new challenge. `swap`: a new challenge in
 * which this movement is swapped for another. `spare`: one without what is in trouble. `idle`: nobody answered, the camera
 * goes off.
 */
export async function offerOnceMore(
  walk: Walk,
  scene: Scene,
  run: ChallengeRun,
  { hint, canSpare }: { readonly hint: Hint | null; readonly canSpare: Without | null },
): Promise<'again' | 'swap' | 'spare' | 'back' | 'other_method' | 'idle'> {
  const startMs = walk.clock.nowMs();
  const canSwap = maySwap(scene, run);
  const ear = walk.inbox.listen(['retry', 'swap_action', 'set_without', 'choose_method', 'back']);
  try {
    while (walk.clock.nowMs() - startMs <= DECIDING_MS) {
      walk.publish({
        kind: 'once_more',
        ...livePhase(scene.camera, scene.entries, scene.person),
        action: run.step.action,
        hint,
        attemptsLeft: run.challenge.attempts_left,
        canSwap,
        canSpare,
      });
      for (let request = ear.take(); request; request = ear.take()) {
        if (request.kind === 'retry') return 'again';
        if (request.kind === 'back') return 'back';
        if (request.kind === 'choose_method') return 'other_method';
        if (request.kind === 'set_without') {
          if (canSpare !== null && request.without === canSpare) return 'spare';
        } else if (canSwap) return 'swap';
      }
      await scene.camera.look(run.detector, { keep: false, lids: false }); // the picture goes on, nothing of it is kept
    }
    return 'idle';
  } finally {
    ear.close();
  }
}
