import type { StepFailure } from '../../challenge/action-progress.ts';
import type { Hint } from '../../challenge/hint.ts';
import { advanceStep, startStep } from '../../challenge/step-machine.ts';
import { hintOf, type StepState } from '../../challenge/step-state.ts';
import { encodeJpeg } from '../../evidence/encode-jpeg.ts';
import type { Detection } from '../../landmarks/face.ts';
import type { Without } from '../../protocol/challenge.ts';
import type { Baseline } from '../../signals/baseline.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import type { RequestSubscription } from '../request-queue.ts';
import { type DetectedFrame, livePhase, shownHint } from './camera.ts';
import { type ChallengeProgress, type ChallengeRun, maySwap } from './challenge-run.ts';
import type { FaceCheckContext } from './face-check-context.ts';
import { inTrouble } from './spare.ts';

export type StepOutcome =
  | { readonly kind: 'done'; readonly baseline: Baseline | null; readonly tones: number }
  | { readonly kind: 'swap' }
  | { readonly kind: 'back' }
  | { readonly kind: 'other_method' }
  | {
      readonly kind: 'failed';
      readonly failure: StepFailure | 'hidden' | 'resized';
      /** What did not do what was asked. */
      readonly part: Without | null;
    };

export type StepRequests = RequestSubscription<'set_voice' | 'swap_action' | 'choose_method' | 'back'>;

/** One step from its reveal to its last frame. Key frames are taken as the machine asks for them. */
export async function runStep(
  flow: Flow,
  context: FaceCheckContext,
  run: ChallengeRun,
  at: ChallengeProgress,
  requests: StepRequests,
): Promise<StepOutcome> {
  run.recorder.reveal(at.step.i, run.nowMs);
  if (at.step.action === context.swap.unwanted) return { kind: 'swap' };
  let state = startStep(at.step, run.nowMs, at.baseline, run.policy);
  let seen: Detection | null = null;
  prompt(flow, state, null);
  for (;;) {
    publishStep(flow, context, run, at, state, shownHint(hintOf(state), seen));
    const { frame, detected } = await run.nextFrame(at.step, true);
    if (detected.width !== run.width || detected.height !== run.height) {
      detected.picture?.close();
      return { kind: 'failed', failure: 'resized', part: null };
    }
    const before = state;
    seen = detected.detection;
    state = advanceStep(state, frame);
    keep(flow, run, state, detected, frame.timestampMs);
    prompt(flow, state, before);
    if (state.status === 'done') {
      publishStep(flow, context, run, at, state, null);
      return { kind: 'done', baseline: state.baseline, tones: state.tones };
    }
    if (state.status === 'failed') {
      return { kind: 'failed', failure: state.failure ?? 'timeout', part: inTrouble(state) };
    }
    if (flow.parts.page.isHidden()) return { kind: 'failed', failure: 'hidden', part: null };
    const left = handleRequests(context, run, at, requests);
    if (left) return { kind: left };
  }
}

function handleRequests(
  context: FaceCheckContext,
  run: ChallengeRun,
  at: ChallengeProgress,
  requests: StepRequests,
): 'swap' | 'back' | 'other_method' | null {
  for (let request = requests.take(); request; request = requests.take()) {
    if (request.kind === 'set_voice') context.entries.voice = request.voice;
    else if (request.kind === 'swap_action') {
      if (maySwap(context, run, at)) return 'swap';
    } else return request.kind === 'back' ? 'back' : 'other_method';
  }
  return null;
}

/** Encodes the picture if the machine wants this frame; closes it in any case. */
function keep(
  flow: Flow,
  run: ChallengeRun,
  state: StepState,
  { picture }: DetectedFrame,
  timestampMs: number,
): void {
  if (!picture) return;
  if (!state.keyFrame) {
    picture.close();
    return;
  }
  const { frame } = discoveryOf(flow).liveness!;
  const scale = Math.min(1, frame.max_width / run.width, frame.max_height / run.height);
  // Drawn within this call, so the camera gets its picture back at once.
  const encode = flow.parts.encodeJpeg ?? encodeJpeg;
  const jpeg = encode(picture, Math.round(run.width * scale), Math.round(run.height * scale), frame.quality);
  picture.close();
  jpeg.catch(() => {});
  run.recorder.keyFrame({ step: state.step.i, purpose: state.keyFrame, timestampMs, jpeg });
}

/** Tells a scripted camera what to act: when the prompt appears, at each tone, and at the end. */
function prompt({ cameraSource }: Flow, state: StepState, before: StepState | null): void {
  const { action } = state.step;
  if (action === 'neutral' ? before === null : before?.status === 'pause' && state.status !== 'pause') {
    cameraSource.prompt?.(action, 'shown');
  }
  if (before && state.tones > before.tones) cameraSource.prompt?.(action, 'tone');
  if (state.status === 'done' || state.status === 'failed') cameraSource.prompt?.(action, 'done');
}

function publishStep(
  flow: Flow,
  context: FaceCheckContext,
  run: ChallengeRun,
  at: ChallengeProgress,
  state: StepState,
  hint: Hint | null,
): void {
  const live = livePhase(context.camera, context.entries, context.person);
  const { action, i } = state.step;
  if (action === 'neutral') {
    flow.publish({ kind: 'calibrating', ...live, hint, progress: state.progress });
    return;
  }
  if (state.status === 'failed') return;
  flow.publish({
    kind: 'prompt',
    ...live,
    action,
    index: i,
    count: at.steps - 1, // the neutral step is no movement
    state: state.status,
    hint,
    progress: state.progress,
    tones: at.tonesBefore + state.tones,
    canSwap: maySwap(context, run, at),
  });
}
