import type { Step, StepAction } from '../protocol/challenge.ts';
import type { Baseline } from '../signals/baseline.ts';
import { failingMovingGate, failingNeutralGate } from '../signals/gates.ts';
import { measure, type Signals } from '../signals/measure.ts';
import { type RelativeSignals, relativeSignals } from '../signals/relative.ts';
import type { TraceFace, TraceFrame } from '../signals/trace-frame.ts';
import type { ActionInput, StepFailure } from './action-progress.ts';
import { advanceDoubleBlink, startDoubleBlink } from './double-blink-action.ts';
import type { EyeLimits } from './eye-limits.ts';
import { advanceEyes, EYES_OPEN, ownEyeLimits } from './eye-state.ts';
import { advanceHold, startHold } from './hold-action.ts';
import { ownMouthLimits } from './mouth-limits.ts';
import { advanceNeutral, startNeutral } from './neutral-action.ts';
import { advanceNod, startNod } from './nod-action.ts';
import { advanceOpenMouth, startOpenMouth } from './open-mouth-action.ts';
import type { Policy } from './policy.ts';
import { advanceShake, startShake } from './shake-action.ts';
import type { ActionState, Block, StepState } from './step-state.ts';
import { advanceTurn, startTurn } from './turn-action.ts';

/**
 * A step that has just been revealed.
 *
 * @param revealedAtMs on the trace's clock, whole milliseconds.
 * @param baseline what the neutral step yielded; `null` for the neutral step itself.
 * @throws RangeError for a step that needs a baseline and has none, or for a hold without `hold_ms`.
 */
export function startStep(
  step: Step,
  revealedAtMs: number,
  baseline: Baseline | null,
  policy: Policy,
): StepState {
  if (step.action !== 'neutral' && !baseline)
    throw new RangeError('A step other than neutral was started without a baseline.');
  return {
    step,
    policy: baseline ? ownPolicy(policy, baseline) : policy,
    status: 'pause',
    progress: 0,
    tones: 0,
    keyFrame: null,
    failure: null,
    baseline: step.action === 'neutral' ? null : baseline,
    action: startAction(step),
    eyes: EYES_OPEN,
    clock: {
      revealedAtMs,
      shownAtMs: null,
      lastFrameMs: revealedAtMs,
      lastGoodMs: revealedAtMs,
      blockedSinceMs: null,
      blockedMs: 0,
      blockedInStepMs: 0,
      restarts: 0,
    },
    block: null,
    captureAtMs: step.capture_at.map((afterMs) => revealedAtMs + afterMs).sort((a, b) => a - b),
    extremeTaken: false,
  };
}

const ownPolicy = (policy: Policy, baseline: Baseline): Policy => ({
  ...policy,
  eyes: ownEyeLimits(policy.eyes, baseline),
  mouth: ownMouthLimits(policy.mouth, baseline),
});

function startAction(step: Step): ActionState {
  switch (step.action) {
    case 'neutral':
      return startNeutral();
    case 'hold_short':
    case 'hold_long':
      if (step.hold_ms === undefined) throw new RangeError('A hold step must have hold_ms.');
      return startHold(step.hold_ms);
    case 'double_blink':
      return startDoubleBlink();
    case 'turn_left':
      return startTurn(1);
    case 'turn_right':
      return startTurn(-1);
    case 'shake_head':
      return startShake();
    case 'nod':
      return startNod();
    case 'open_mouth':
      return startOpenMouth();
  }
}

/** Whether the lids must be measured in every frame of a step. It costs time, which turns need for more frames. */
export const judgesEyes = (action: StepAction): boolean =>
  action === 'neutral' || action === 'hold_short' || action === 'hold_long' || action === 'double_blink';

/**
 * The step after one more frame. Pure: time is the frame's own, and nothing but the frame is looked at, so the backend
 * comes to the same states from the same trace.
 *
 * A step that is done or has failed stays as it is. Frames captured before the reveal are passed over.
 */
export function advanceStep(state: StepState, frame: TraceFrame): StepState {
  if (state.status === 'done' || state.status === 'failed') return { ...state, keyFrame: null };
  if (frame.timestampMs < state.clock.revealedAtMs) return { ...state, keyFrame: null };
  const gapMs = frame.timestampMs - state.clock.lastFrameMs;
  if (gapMs > state.policy.frames.failGapMs) return failed(state, 'gap');
  if (isPictureMissed(state, frame)) return failed(state, failureOf(state.block));
  if (frame.kind !== 'face') return blocked(state, frame, frame.kind === 'none' ? 'no_face' : 'many_faces');
  if (isUnmeasured(state, frame)) return blocked(state, frame, 'unmeasured');
  const signals = measure(frame);
  const gate =
    state.action.kind === 'neutral'
      ? failingNeutralGate(signals, state.policy.gates)
      : failingMovingGate(signals, state.policy.gates);
  return gate ? blocked(state, frame, gate) : counted(state, frame, signals);
}

const isUnmeasured = ({ step, baseline }: StepState, { lids, mouth }: TraceFace): boolean =>
  (lids === null && judgesEyes(step.action)) ||
  (step.action === 'open_mouth' && (mouth === null || !baseline?.mouth));

/** A frame that does not count stops the step's clock; too many of them end the step. */
function blocked(state: StepState, { timestampMs }: TraceFrame, block: Block): StepState {
  const { clock, policy } = state;
  const sinceMs = clock.blockedSinceMs ?? clock.lastFrameMs;
  const lostMs = timestampMs - clock.lastFrameMs;
  const blockedMs = clock.blockedMs + (clock.shownAtMs === null ? 0 : lostMs);
  const blockedInStepMs = clock.blockedInStepMs + lostMs;
  const next: StepState = {
    ...state,
    keyFrame: null,
    block,
    clock: { ...clock, lastFrameMs: timestampMs, blockedSinceMs: sinceMs, blockedMs, blockedInStepMs },
  };
  const { maxBlockedMs, maxBlockedInStepMs } = policy.frames;
  const tooLong = timestampMs - sinceMs > maxBlockedMs || blockedInStepMs > maxBlockedInStepMs;
  return tooLong ? failed(next, failureOf(block)) : next;
}

/**
 * Whether an instant that the server named went by without a picture: whoever could put it off by frames that do not
 * count would choose what it shows. An extreme or closing picture within its time serves as well.
 */
const isPictureMissed = ({ captureAtMs, policy }: StepState, { timestampMs }: TraceFrame): boolean =>
  captureAtMs.some((instantMs) => timestampMs - instantMs > policy.frames.maxPictureDelayMs);

function failureOf(block: Block | null): StepFailure {
  if (block === null) return 'gap';
  if (block === 'no_face') return 'face_lost';
  return block === 'many_faces' ? 'many_faces' : 'bad_picture';
}

/** A frame that counts: the prompt appears, the action moves on, pictures are asked for. */
function counted(state: StepState, face: TraceFace, signals: Signals): StepState {
  const { timestampMs } = face;
  const fresh = brokenOff(state, timestampMs);
  if (fresh.status === 'failed') return fresh;
  const { step, clock } = fresh;
  const due = timestampMs >= clock.revealedAtMs + step.pause_ms;
  const shownAtMs = clock.shownAtMs ?? (due ? timestampMs : null);
  const moved: StepState = {
    ...fresh,
    ...advanceAction(fresh, face, signals, shownAtMs),
    block: null,
    clock: { ...clock, shownAtMs, lastFrameMs: timestampMs, lastGoodMs: timestampMs, blockedSinceMs: null },
  };
  const { action } = moved;
  if (action.status === 'failed') return failed(moved, action.failure ?? 'timeout');
  const next: StepState = {
    ...moved,
    status: shownAtMs === null ? 'pause' : action.status,
    progress: action.progress,
    tones: action.tones,
    baseline: action.kind === 'neutral' ? action.baseline : moved.baseline,
  };
  const late = next.status === 'done' ? null : overtime(next, timestampMs);
  return late ? failed(next, late) : withKeyFrame(next, timestampMs);
}

/** What was being done is broken off by a stretch without frames that count. */
function brokenOff(state: StepState, timestampMs: number): StepState {
  const { clock, policy, action, step } = state;
  const { maxGapMs, maxBlinkGapMs, maxRestarts } = policy.frames;
  const limitMs = action.kind === 'double_blink' ? maxBlinkGapMs : maxGapMs;
  if (timestampMs - clock.lastGoodMs <= limitMs) return state;
  const fresh = { ...state, action: startAction(step), eyes: EYES_OPEN };
  if (action.kind === 'neutral') return fresh;
  if (action.onsetMs === null && state.eyes.kind === 'open') return state;
  const restarts = clock.restarts + 1;
  return restarts > maxRestarts ? failed(state, 'gap') : { ...fresh, clock: { ...clock, restarts } };
}

function advanceAction(
  state: StepState,
  face: TraceFace,
  absolute: Signals,
  shownAtMs: number | null,
): Pick<StepState, 'action' | 'eyes'> {
  const { action, baseline, policy } = state;
  if (action.kind === 'neutral') {
    const sampled = shownAtMs === null ? action : advanceNeutral(action, { face, signals: absolute }, policy);
    return { action: sampled, eyes: state.eyes };
  }
  const signals = relativeSignals(absolute, baseline!);
  const { eyes, ended } = advanceEyes(state.eyes, signals, policy.eyes);
  const input: ActionInput = { signals, eyes, ended, shownAtMs, policy };
  switch (action.kind) {
    case 'hold':
    case 'double_blink': {
      if (movesHead(signals, policy.eyes)) {
        return { action: { ...action, status: 'failed', failure: 'wrong_action' }, eyes };
      }
      const moved = action.kind === 'hold' ? advanceHold(action, input) : advanceDoubleBlink(action, input);
      return { action: moved, eyes };
    }
    case 'turn':
      return { action: advanceTurn(action, input), eyes };
    case 'shake':
      return { action: advanceShake(action, input), eyes };
    case 'nod':
      return { action: advanceNod(action, input), eyes };
    case 'open_mouth':
      return { action: advanceOpenMouth(action, input), eyes };
  }
}

const movesHead = ({ yawDegrees, pitchDegrees }: RelativeSignals, limits: EyeLimits): boolean =>
  Math.abs(yawDegrees) >= limits.otherActionYawDegrees ||
  Math.abs(pitchDegrees) >= limits.otherActionPitchDegrees;

function overtime(state: StepState, timestampMs: number): StepFailure | null {
  const { clock, status, policy, step } = state;
  if (clock.shownAtMs === null) return null;
  const elapsedMs = timestampMs - clock.shownAtMs - clock.blockedMs;
  if (step.action === 'neutral') return elapsedMs > policy.times.neutralWindowMs ? 'timeout' : null;
  if (elapsedMs > policy.times.windowMs) return status === 'returning' ? 'not_returned' : 'timeout';
  return status === 'shown' && elapsedMs > policy.times.maxOnsetMs ? 'timeout' : null;
}

function withKeyFrame(state: StepState, timestampMs: number): StepState {
  const { captureAtMs, action, extremeTaken } = state;
  const extreme = action.extreme && !extremeTaken;
  const named = captureAtMs.some((instantMs) => instantMs <= timestampMs);
  const keyFrame = state.status === 'done' ? 'closing' : extreme ? 'extreme' : named ? 'named' : null;
  if (keyFrame === null) return { ...state, keyFrame };
  return {
    ...state,
    keyFrame,
    captureAtMs: captureAtMs.filter((instantMs) => instantMs > timestampMs),
    extremeTaken: extremeTaken || extreme,
  };
}

const failed = (state: StepState, failure: StepFailure): StepState => ({
  ...state,
  status: 'failed',
  failure,
  keyFrame: null,
});
