import { ACTION_IDLE, type ActionInput, type ActionProgress, isTooEarly } from './action-progress.ts';
import { type Closure, isSound } from './eye-state.ts';
import type { Hint } from './hint.ts';

/** Exactly two short closures, one soon after the other. */
export interface DoubleBlinkAction extends ActionProgress {
  readonly kind: 'double_blink';
  /** Onsets of the blinks that count so far. */
  readonly onsetsMs: readonly number[];
  /** How the head was held when the prompt was shown. */
  readonly promptPitchDegrees: number | null;
}

export const startDoubleBlink = (): DoubleBlinkAction => ({
  ...ACTION_IDLE,
  kind: 'double_blink',
  onsetsMs: [],
  promptPitchDegrees: null,
});

export function advanceDoubleBlink(before: DoubleBlinkAction, input: ActionInput): DoubleBlinkAction {
  const { signals, eyes, ended, shownAtMs, policy } = input;
  const { times } = policy;
  const promptPitchDegrees = before.promptPitchDegrees ?? (shownAtMs === null ? null : signals.pitchDegrees);
  const action = { ...before, promptPitchDegrees };
  if (nods(action, input)) return begin(action, [], 'hold_still');
  const extreme = eyes.kind !== 'open' && signals.openness < policy.eyes.deepBelow;
  const closure = eyes.kind === 'open' ? null : eyes.closure;
  if (closure && signals.timestampMs - closure.onsetMs > times.otherClosureMs)
    return fail(action, 'wrong_action');
  if (ended) return afterBlink(action, ended, input);
  const [firstMs, secondMs] = action.onsetsMs;
  if (
    secondMs !== undefined &&
    eyes.kind === 'open' &&
    signals.timestampMs - secondMs >= times.thirdBlinkMs
  ) {
    return { ...action, status: 'done', progress: 1, hint: null, extreme: false };
  }
  if (secondMs === undefined && firstMs !== undefined && !closure) {
    const expired = signals.timestampMs - firstMs > times.doubleBlinkMaxApartMs;
    if (expired) return begin(action, [], 'blink_faster');
  }
  return { ...action, extreme };
}

/** Away from rest and from where the prompt found it: the rims of glasses pass over the eyes, which reads as a blink. */
function nods(
  { promptPitchDegrees }: DoubleBlinkAction,
  { signals: { pitchDegrees }, policy }: ActionInput,
): boolean {
  const movedDegrees = Math.abs(pitchDegrees - (promptPitchDegrees ?? pitchDegrees));
  return Math.min(movedDegrees, Math.abs(pitchDegrees)) >= policy.eyes.blinkPitchDegrees;
}

function afterBlink(action: DoubleBlinkAction, blink: Closure, input: ActionInput): DoubleBlinkAction {
  const { times, eyes: limits } = input.policy;
  const durationMs = (blink.reopenedMs ?? blink.onsetMs) - blink.onsetMs;
  if (isTooEarly(blink.onsetMs, input) || !isSound(blink, limits)) return { ...action, extreme: false };
  if (action.onsetsMs.length === 2) return fail(action, 'third_blink');
  if (durationMs > times.doubleBlinkMaxMs) return begin(action, [], 'blink_faster');
  if (blink.minOpenness >= limits.deepBelow) return begin(action, [], 'close_eyes_fully');
  const [firstMs] = action.onsetsMs;
  if (firstMs === undefined) return begin(action, [blink.onsetMs], 'blink_again');
  const apartMs = blink.onsetMs - firstMs;
  if (apartMs < times.doubleBlinkMinApartMs) return { ...action, extreme: false };
  if (apartMs > times.doubleBlinkMaxApartMs) return begin(action, [blink.onsetMs], 'blink_again');
  return begin(action, [firstMs, blink.onsetMs], null);
}

const PHASES = ['shown', 'reacting', 'returning'] as const;

const begin = (
  { promptPitchDegrees }: DoubleBlinkAction,
  onsetsMs: readonly number[],
  hint: Hint | null,
): DoubleBlinkAction => ({
  ...startDoubleBlink(),
  promptPitchDegrees,
  onsetsMs,
  onsetMs: onsetsMs[0] ?? null,
  status: PHASES[onsetsMs.length] ?? 'returning',
  progress: onsetsMs.length * 0.45,
  hint,
});

const fail = (action: DoubleBlinkAction, failure: DoubleBlinkAction['failure']): DoubleBlinkAction => ({
  ...action,
  status: 'failed',
  failure,
  hint: null,
  extreme: false,
});
