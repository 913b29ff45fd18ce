import type { Policy } from '../../challenge/policy.ts';
import { judgesEyes } from '../../challenge/step-machine.ts';
import { createRecorder, type Recorder } from '../../evidence/recorder.ts';
import type { LandmarkDetector } from '../../landmarks/landmark-detector.ts';
import type { Challenge, Step } from '../../protocol/challenge.ts';
import { fromBase64Url } from '../../seal/digest.ts';
import type { Baseline } from '../../signals/baseline.ts';
import { type TraceFrame, traceFrameOf } from '../../signals/trace-frame.ts';
import type { Sight } from './camera.ts';
import type { Scene } from './face-check-context.ts';

/** One challenge of the server while it is carried out: its recorder, its clock, what is known of the person. */
export interface ChallengeRun {
  readonly challenge: Challenge;
  /** That by which the server drew: chosen by the same measured rate. */
  readonly policy: Policy;
  readonly recorder: Recorder;
  readonly detector: LandmarkDetector;
  readonly width: number;
  readonly height: number;
  /** Steps of the plan, the neutral one included; a swap may add one. */
  steps: number;
  step: Step;
  baseline: Baseline | null;
  /** Tones sounded in the steps before this one. */
  tonesBefore: number;
  readonly receipts: string[];
  /** How long the commits so far were on their way, milliseconds. */
  awayMs: number;
  /** Takes a frame, records it, and says what the trace keeps of it. */
  look(keep: boolean): Promise<{ readonly frame: TraceFrame; readonly sight: Sight }>;
  /** Time of the last frame on the trace's clock: that of a reveal which comes in now. */
  readonly nowMs: number;
}

export function startChallengeRun(
  scene: Scene,
  challenge: Challenge,
  by: {
    readonly policy: Policy;
    readonly detector: LandmarkDetector;
    readonly jkt: string;
    readonly width: number;
    readonly height: number;
    /** Where the trace's clock begins, on the camera's: the last frame before the reveal. */
    readonly originMs: number;
  },
): ChallengeRun {
  const { width, height, originMs } = by;
  const recorder = createRecorder({
    nonce: fromBase64Url(challenge.nonce),
    applicationId: scene.draft.id,
    jkt: by.jkt,
    width,
    height,
  });
  let nowMs = 0;
  const run: ChallengeRun = {
    challenge,
    policy: by.policy,
    recorder,
    detector: by.detector,
    width,
    height,
    steps: challenge.steps,
    step: challenge.step,
    baseline: null,
    tonesBefore: 0,
    receipts: [],
    awayMs: 0,
    get nowMs() {
      return nowMs;
    },
    async look(keep) {
      const lids = judgesEyes(run.step.action);
      const sight = await scene.camera.look(by.detector, { keep, lids });
      const frame = traceFrameOf(sight.detection, originMs);
      nowMs = frame.timestampMs;
      if (sight.width === width && sight.height === height) recorder.frame(frame); // others do not fit a trace
      return { frame, sight };
    },
  };
  return run;
}

/** Whether the movement that is asked for may be swapped for another. */
export const maySwap = ({ swap }: Scene, { challenge, step }: ChallengeRun): boolean =>
  challenge.swap_allowed && !swap.used && step.action !== 'neutral';

/** Keeps the trace going while the server is asked something: a gap would spoil it. */
export async function whileLooking<Result>(run: ChallengeRun, asking: Promise<Result>): Promise<Result> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  asking.then(settle, settle);
  while (!settled) await run.look(false);
  return asking;
}

/** The same before there is a trace: nothing is kept, so that the reveal finds the camera's clock up to date. */
export async function lookingOn<Result>(
  scene: Scene,
  detector: LandmarkDetector,
  asking: Promise<Result>,
): Promise<{ readonly result: Result; readonly lastFrameMs: number | null }> {
  let settled = false;
  let lastFrameMs: number | null = null;
  const settle = () => {
    settled = true;
  };
  asking.then(settle, settle);
  while (!settled)
    lastFrameMs = (await scene.camera.look(detector, { keep: false, lids: true })).detection.timestampMs;
  return { result: await asking, lastFrameMs };
}
