import { anySignal } from '../../base/deadline.ts';
import { DeadlineError } from '../../base/errors.ts';
import { advanceFraming, startFraming } from '../../challenge/framing.ts';
import type { Hint } from '../../challenge/hint.ts';
import { FULL_MIN_FPS } from '../../challenge/policy.ts';
import { MIN_FPS } from '../../challenge/policy-for.ts';
import type { LandmarkDetector } from '../../landmarks/landmark-detector.ts';
import { traceFrameOf } from '../../signals/trace-frame.ts';
import type { Flow } from '../flow.ts';
import { FRAMING_OPERATION } from '../problem/problem.ts';
import type { RequestOf } from '../request-queue.ts';
import { livePhase, shownHint } from './camera.ts';
import type { FaceCheckContext } from './face-check-context.ts';

/** As long as a person may take to get into the picture with the camera on. */
const FRAMING_MS = 90_000;
/** An engine that is not there by then is said to be slow. */
const SLOW_ENGINE_MS = 1_500;

export type Framed =
  | {
      readonly kind: 'framed';
      readonly measuredFps: number;
      readonly width: number;
      readonly height: number;
      /** Capture time of the last frame, on the camera's clock. */
      readonly lastFrameMs: number;
    }
  /** Below the full rate, and the person does not know yet; without `cameraWorks` below every rate. */
  | { readonly kind: 'slow'; readonly cameraWorks: boolean }
  | { readonly kind: 'back' | 'other_method' | 'reopen' };

const REQUESTS = ['set_voice', 'set_facing', 'switch_camera', 'choose_method', 'back'] as const;

/**
 * Gets the face into the picture, with the engine possibly still on its way. Fast enough and steady: `framed`. A slow rate is
 * told when the face is in place, or when the time for it is over, for an engine may be warming up.
 */
export async function runFraming(flow: Flow, context: FaceCheckContext): Promise<Framed> {
  const show = (hint: Hint | null, progress: number) =>
    flow.publish({
      kind: 'framing',
      ...livePhase(context.camera, context.entries, context.person),
      hint,
      progress,
    });
  const requests = flow.requests.subscribe(REQUESTS);
  const startMs = flow.clock.nowMs();
  try {
    show(null, 0);
    const detector = await waitForEngine(flow, context, () => show('too_slow_device', 0));
    let state = startFraming(flow.pace);
    const eyes = followEyes(context);
    let lids = false;
    for (;;) {
      if (eyes.loaded !== lids) {
        // From now on frames take longer, and it is this rate that counts.
        lids = true;
        state = startFraming(flow.pace);
      }
      const { detection, width, height } = await context.camera.nextFrame(detector, { keep: false, lids });
      if (eyes.failure) throw eyes.failure.error;
      state = advanceFraming(state, traceFrameOf(detection, 0));
      show(shownHint(state.hint, detection), state.progress);
      for (let asked = requests.take(); asked; asked = requests.take()) {
        const left = handleRequest(context, asked);
        if (left) return { kind: left };
      }
      const over = flow.clock.nowMs() - startMs > FRAMING_MS;
      const { measuredFps } = state;
      const told = context.slow.accepted && measuredFps !== null && measuredFps >= MIN_FPS;
      const slow = measuredFps !== null && measuredFps < FULL_MIN_FPS && !told;
      if (slow && (state.progress >= 1 || over)) return { kind: 'slow', cameraWorks: measuredFps >= MIN_FPS };
      if (lids && state.ready && measuredFps !== null) {
        return {
          kind: 'framed',
          measuredFps,
          width,
          height,
          lastFrameMs: detection.timestampMs,
        };
      }
      if (over) throw new DeadlineError(FRAMING_OPERATION, FRAMING_MS);
    }
  } finally {
    requests.close();
  }
}

/** Where the eye model stands. Nobody is asked for anything before it is there. */
function followEyes({ engine }: FaceCheckContext): {
  readonly loaded: boolean;
  readonly failure: { error: unknown } | null;
} {
  const eyes = { loaded: false, failure: null as { error: unknown } | null };
  engine.eyes().then(
    () => {
      eyes.loaded = true;
    },
    (error) => {
      eyes.failure = { error };
    },
  );
  return eyes;
}

async function waitForEngine(
  flow: Flow,
  context: FaceCheckContext,
  slow: () => void,
): Promise<LandmarkDetector> {
  const over = new AbortController();
  flow.clock.sleep(SLOW_ENGINE_MS, anySignal([flow.signal, over.signal])).then(slow, () => {});
  try {
    return await context.engine.detector();
  } finally {
    over.abort();
  }
}

/** Carries out a request in front of the camera; what it returns ends the framing. */
function handleRequest(
  { entries }: FaceCheckContext,
  request: RequestOf<(typeof REQUESTS)[number]>,
): 'back' | 'other_method' | 'reopen' | null {
  switch (request.kind) {
    case 'back':
      return 'back';
    case 'choose_method':
      return 'other_method';
    case 'set_voice':
      entries.voice = request.voice;
      return null;
    case 'set_facing':
      entries.facing = request.facing;
      entries.deviceId = null;
      return 'reopen';
    case 'switch_camera':
      entries.deviceId = request.deviceId;
      return 'reopen';
  }
}
