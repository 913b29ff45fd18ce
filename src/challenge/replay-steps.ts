import type { Step, StepAction } from '../protocol/challenge.ts';
import type { Baseline } from '../signals/baseline.ts';
import type { TraceFace } from '../signals/trace-frame.ts';
import type { StepFailure } from './action-progress.ts';
import type { Policy } from './policy.ts';
import { advanceStep, startStep } from './step-machine.ts';
import type { StepState } from './step-state.ts';
import type { KeyFramePurpose, Trace, TraceReveal } from './trace.ts';

/** A picture that must be among the evidence. */
export interface ReplayedKeyFrame {
  readonly step: number;
  readonly purpose: KeyFramePurpose;
  readonly timestampMs: number;
}

export interface ReplayedStep {
  readonly i: number;
  readonly action: StepAction;
  /** `swapped`: revealed again with another action before it was done. `unfinished`: the trace ends first. */
  readonly outcome: 'done' | 'failed' | 'unfinished' | 'swapped';
  readonly failure: StepFailure | null;
  readonly revealedAtMs: number;
  /** Time of the frame that ended the step, or `null`. */
  readonly endedAtMs: number | null;
  /** Time of the first frame of the movement that counted, or `null`. */
  readonly onsetMs: number | null;
  /** Milliseconds from the prompt to the first movement that counted. */
  readonly reactionMs: number | null;
  readonly keyFrames: readonly ReplayedKeyFrame[];
}

/** The steps as they went, and what the checks of the whole trace need. */
export interface StepsReplay {
  readonly steps: readonly ReplayedStep[];
  readonly baseline: Baseline | null;
  /** Faces seen during each step, in the order of `steps`. */
  readonly faces: readonly (readonly TraceFace[])[];
  /** Frames during each step that showed no face, or several. */
  readonly faceless: readonly number[];
}

interface Running {
  readonly state: StepState;
  readonly revealedAtMs: number;
  readonly endedAtMs: number | null;
  readonly keyFrames: readonly ReplayedKeyFrame[];
  readonly faces: TraceFace[];
  readonly faceless: number;
}

/** Runs the step machine over a stored trace just as the browser ran it over the camera's frames. */
export function replaySteps(trace: Trace, plan: readonly Step[], policy: Policy): StepsReplay {
  const finished: Running[] = [];
  let running: Running | null = null;
  let baseline: Baseline | null = null;
  for (const record of trace.records) {
    if (record.kind !== 'reveal') {
      if (running) running = advance(running, record);
      baseline ??= running?.state.status === 'done' ? running.state.baseline : null;
      continue;
    }
    if (running) finished.push(running);
    const step: Step | undefined = plan[finished.length];
    if (!isDue(record, step, running, baseline)) {
      running = null;
      break;
    }
    running = start(step, record, baseline, policy);
  }
  if (running) finished.push(running);
  return {
    steps: finished.map((each, index) => summary(each, finished[index + 1])),
    baseline,
    faces: finished.map((each) => each.faces),
    faceless: finished.map((each) => each.faceless),
  };
}

/** A step may be revealed when the one before is done, or instead of it under the same index (a swap). */
function isDue(
  record: TraceReveal,
  step: Step | undefined,
  before: Running | null,
  baseline: Baseline | null,
): step is Step {
  if (!step || step.i !== record.step) return false;
  if (step.action !== 'neutral' && !baseline) return false;
  return before === null || before.state.status === 'done' || isSwap(before, step);
}

const isSwap = ({ state }: Running, step: Step): boolean =>
  state.status !== 'done' && state.status !== 'failed' && state.step.i === step.i && step.i > 0;

const start = (step: Step, reveal: TraceReveal, baseline: Baseline | null, policy: Policy): Running => ({
  state: startStep(step, reveal.timestampMs, baseline, policy),
  revealedAtMs: reveal.timestampMs,
  endedAtMs: null,
  keyFrames: [],
  faces: [],
  faceless: 0,
});

function advance(running: Running, frame: Exclude<Trace['records'][number], TraceReveal>): Running {
  if (running.endedAtMs !== null) return running;
  const state = advanceStep(running.state, frame);
  if (frame.kind === 'face') running.faces.push(frame);
  const ended = state.status === 'done' || state.status === 'failed';
  const { timestampMs } = frame;
  const keyFrame = state.keyFrame && { step: state.step.i, purpose: state.keyFrame, timestampMs };
  return {
    ...running,
    state,
    endedAtMs: ended ? timestampMs : null,
    keyFrames: keyFrame ? [...running.keyFrames, keyFrame] : running.keyFrames,
    faceless: running.faceless + (frame.kind === 'face' ? 0 : 1),
  };
}

function summary(
  { state, revealedAtMs, endedAtMs, keyFrames }: Running,
  next: Running | undefined,
): ReplayedStep {
  const { status, step, clock, action } = state;
  const unfinished = next ? 'swapped' : 'unfinished';
  return {
    i: step.i,
    action: step.action,
    outcome: status === 'done' || status === 'failed' ? status : unfinished,
    failure: state.failure,
    revealedAtMs,
    endedAtMs,
    onsetMs: action.onsetMs,
    reactionMs: action.onsetMs === null || clock.shownAtMs === null ? null : action.onsetMs - clock.shownAtMs,
    keyFrames,
  };
}
