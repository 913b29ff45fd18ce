import type { Hint } from '../challenge/hint.ts';
import type { ChallengeRun } from './challenge-run.ts';
import { livePhase } from './live-phase.ts';
import type { Scene } from './scene.ts';
import type { Walk } from './walk.ts';

/** As long as the same challenge can be taken up again with another action: the trace must not break, nor outgrow its part. */
const SWAP_MS = 15_000;
/** As long as the camera stays on for somebody who decides. */
const DECIDING_MS = 60_000;

/**
 * Says that a movement was not clear and lets the person choose. `again`: a new challenge. `swap`: another action in
 * this one. `idle`: nobody answered, the camera goes off.
 */
export async function offerOnceMore(
  walk: Walk,
  scene: Scene,
  run: ChallengeRun,
  hint: Hint | null,
): Promise<'again' | 'swap' | 'back' | 'other_method' | 'idle'> {
  const startMs = walk.clock.nowMs();
  const swappable = run.canSwap && run.step.action !== 'neutral';
  const ear = walk.inbox.listen(['retry', 'swap_action', 'choose_method', 'back']);
  try {
    for (;;) {
      const elapsedMs = walk.clock.nowMs() - startMs;
      if (elapsedMs > DECIDING_MS) return 'idle';
      const canSwap = swappable && elapsedMs < SWAP_MS;
      walk.publish({
        kind: 'once_more',
        ...livePhase(scene.camera, scene.entries, scene.person),
        action: run.step.action,
        hint,
        attemptsLeft: run.challenge.attempts_left,
        canSwap,
      });
      for (let request = ear.take(); request; request = ear.take()) {
        if (request.kind === 'retry') return 'again';
        if (request.kind === 'back') return 'back';
        if (request.kind === 'choose_method') return 'other_method';
        if (canSwap) return 'swap';
      }
      if (canSwap) await run.look(false);
      else await lookAside(scene, run);
    }
  } finally {
    ear.close();
  }
}

/** The picture goes on, but nothing of it is kept. */
async function lookAside(scene: Scene, run: ChallengeRun): Promise<void> {
  await scene.camera.look(run.detector, false);
}
