import {
  ACTION_IDLE,
  type ActionInput,
  type ActionProgress,
  clampUnit,
  isTooEarly,
} from './action-progress.ts';
import { type Closure, closureUnderWay, isSound } from './eye-state.ts';

/** Eyes closed until a tone, then opened again. */
export interface HoldAction extends ActionProgress {
  readonly kind: 'hold';
  /** When the tone sounds, after the closure was detected. */
  readonly holdMs: number;
  readonly tonedAtMs: number | null;
}

export const startHold = (holdMs: number): HoldAction => ({
  ...ACTION_IDLE,
  kind: 'hold',
  holdMs,
  tonedAtMs: null,
});

export function advanceHold(action: HoldAction, input: ActionInput): HoldAction {
  const { signals, eyes, ended, policy } = input;
  if (ended) return afterClosure(action, ended, input);
  const closure = closureUnderWay(eyes);
  if (!closure) {
    const closing = eyes.kind === 'closing';
    const hint = action.hint === 'close_eyes_fully' ? action.hint : null;
    return { ...startHold(action.holdMs), status: closing ? 'reacting' : 'shown', hint };
  }
  const closedMs = signals.timestampMs - (closure.detectedMs ?? signals.timestampMs);
  const lastsLonger = signals.timestampMs - closure.onsetMs > policy.times.blinkMaxMs;
  if (lastsLonger && isTooEarly(closure.onsetMs, input)) return fail(action, 'too_early');
  const shut: HoldAction = {
    ...action,
    status: action.tonedAtMs === null ? 'holding' : 'returning',
    progress: clampUnit(closedMs / action.holdMs) * 0.9,
    hint: action.tonedAtMs === null ? 'keep_closed' : 'open_eyes',
    onsetMs: closure.onsetMs,
    extreme:
      eyes.kind === 'closed' && closedMs >= action.holdMs / 4 && signals.openness < policy.eyes.deepBelow,
  };
  if (action.tonedAtMs !== null) {
    const late = signals.timestampMs - action.tonedAtMs > policy.times.reopenMaxMs;
    return late && eyes.kind === 'closed' ? fail(shut, 'eyes_reopened_late') : shut;
  }
  if (eyes.kind === 'reopening' || closedMs < action.holdMs) return shut;
  return { ...shut, status: 'returning', tones: 1, tonedAtMs: signals.timestampMs, hint: 'open_eyes' };
}

function afterClosure(action: HoldAction, closure: Closure, { policy }: ActionInput): HoldAction {
  const reopenedMs = closure.reopenedMs ?? closure.onsetMs;
  if (action.tonedAtMs === null) {
    const blink = reopenedMs - closure.onsetMs <= policy.times.blinkMaxMs;
    return blink || !isSound(closure, policy.eyes)
      ? startHold(action.holdMs)
      : fail(action, 'eyes_reopened_early');
  }
  const afterToneMs = reopenedMs - action.tonedAtMs;
  if (afterToneMs < policy.times.reopenMinMs) return fail(action, 'eyes_reopened_early');
  if (afterToneMs > policy.times.reopenMaxMs) return fail(action, 'eyes_reopened_late');
  if (!isSound(closure, policy.eyes) || closure.minOpenness >= policy.eyes.deepBelow) {
    return { ...startHold(action.holdMs), hint: 'close_eyes_fully' };
  }
  return { ...action, status: 'done', progress: 1, hint: null, extreme: false };
}

const fail = (action: HoldAction, failure: HoldAction['failure']): HoldAction => ({
  ...action,
  status: 'failed',
  failure,
  hint: null,
  extreme: false,
});
