import type { Policy } from '../../challenge/policy.ts';
import { judgesEyes } from '../../challenge/step-machine.ts';
import { createRecorder, type Recorder } from '../../evidence/recorder.ts';
import type { LandmarkDetector } from '../../landmarks/landmark-detector.ts';
import type { Challenge, Step } from '../../protocol/challenge.ts';
import { fromBase64Url } from '../../seal/digest.ts';
import type { Baseline } from '../../signals/baseline.ts';
import { type TraceFrame, traceFrameOf } from '../../signals/trace-frame.ts';
import type { DetectedFrame } from './camera.ts';
import type { FaceCheckContext } from './face-check-context.ts';

/** One challenge of the server while it is carried out: its recorder and its clock. What changes is {@link ChallengeProgress}. */
export interface ChallengeRun {
  readonly challenge: Challenge;
  /** That by which the server drew: chosen by the same measured rate. */
  readonly policy: Policy;
  readonly recorder: Recorder;
  readonly detector: LandmarkDetector;
  readonly width: number;
  readonly height: number;
  /**
   * Takes a frame, records it, and says what the trace keeps of it.
   *
   * @param step decides whether the lids are measured.
   * @param keep whether a copy of the picture is wanted.
   */
  nextFrame(
    step: Step,
    keep: boolean,
  ): Promise<{ readonly frame: TraceFrame; readonly detected: DetectedFrame }>;
  /** Time of the last frame on the trace's clock: that of a reveal which comes in now. */
  readonly nowMs: number;
}

/** How far a challenge has come: a value, replaced after each step. */
export interface ChallengeProgress {
  readonly step: Step;
  /** Steps of the plan, the neutral one included; a swap may add one. */
  readonly steps: number;
  readonly baseline: Baseline | null;
  /** Tones sounded in the steps before this one. */
  readonly tonesBefore: number;
  readonly receipts: readonly string[];
  /** How long the commits so far were on their way, milliseconds. */
  readonly awayMs: number;
}

export const startOf = ({ step, steps }: Challenge): ChallengeProgress => ({
  step,
  steps,
  baseline: null,
  tonesBefore: 0,
  receipts: [],
  awayMs: 0,
});

export function startChallengeRun(
  context: FaceCheckContext,
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
    applicationId: context.draft.id,
    jkt: by.jkt,
    width,
    height,
  });
  let nowMs = 0;
  return {
    challenge,
    policy: by.policy,
    recorder,
    detector: by.detector,
    width,
    height,
    get nowMs() {
      return nowMs;
    },
    async nextFrame(step, keep) {
      const lids = judgesEyes(step.action);
      const detected = await context.camera.nextFrame(by.detector, { keep, lids });
      const frame = traceFrameOf(detected.detection, originMs);
      nowMs = frame.timestampMs;
      if (detected.width === width && detected.height === height) recorder.frame(frame); // others do not fit a trace
      return { frame, detected };
    },
  };
}

/** Whether the movement that is asked for may be swapped for another. */
export const maySwap = (
  { swap }: FaceCheckContext,
  { challenge }: ChallengeRun,
  { step }: ChallengeProgress,
): boolean => challenge.swap_allowed && !swap.used && step.action !== 'neutral';

/** Keeps the trace going while the server is asked something about a step: a gap would spoil it. */
export async function whileWaiting<Result>(
  run: ChallengeRun,
  step: Step,
  asking: Promise<Result>,
): Promise<Result> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  asking.then(settle, settle);
  while (!settled) await run.nextFrame(step, false);
  return asking;
}

/** The same before there is a trace: nothing is kept, so that the reveal finds the camera's clock up to date. */
export async function framesWhile<Result>(
  context: FaceCheckContext,
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
    lastFrameMs = (await context.camera.nextFrame(detector, { keep: false, lids: true })).detection
      .timestampMs;
  return { result: await asking, lastFrameMs };
}
