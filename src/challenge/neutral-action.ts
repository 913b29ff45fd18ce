import { type Baseline, type BaselineFault, type BaselineSample, takeBaseline } from '../signals/baseline.ts';
import { ACTION_IDLE, type ActionProgress, clampUnit } from './action-progress.ts';
import type { Hint } from './hint.ts';
import type { Policy } from './policy.ts';

/** Looking at the camera with open eyes, while the personal baseline is taken. */
export interface NeutralAction extends ActionProgress {
  readonly kind: 'neutral';
  readonly samples: readonly BaselineSample[];
  readonly baseline: Baseline | null;
}

const HINTS: Readonly<Record<BaselineFault, Hint>> = {
  eyes_narrow: 'eyes_open',
  eyes_moving: 'eyes_open',
  head_moving: 'hold_still',
};

export const startNeutral = (): NeutralAction => ({
  ...ACTION_IDLE,
  kind: 'neutral',
  samples: [],
  baseline: null,
});

export function advanceNeutral(action: NeutralAction, sample: BaselineSample, policy: Policy): NeutralAction {
  const samples = [...action.samples, sample];
  const spanMs = sample.signals.timestampMs - samples[0]!.signals.timestampMs;
  const { baselineMs, baselineFrames } = policy.times;
  const progress = Math.min(clampUnit(spanMs / baselineMs), clampUnit(samples.length / baselineFrames));
  if (progress < 1) return { ...action, status: 'holding', samples, progress };
  const taken = takeBaseline(samples, policy.baseline);
  if (typeof taken === 'string') {
    // What was seen last may be good already.
    return {
      ...startNeutral(),
      status: 'holding',
      samples: samples.slice(samples.length >> 1),
      hint: HINTS[taken],
    };
  }
  return { ...action, status: 'done', samples: [], progress: 1, hint: null, baseline: taken };
}
