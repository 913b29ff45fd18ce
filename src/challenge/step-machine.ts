import type { Step } from '../protocol/challenge.ts';
import type { Baseline } from '../signals/baseline.ts';
import type { TraceFrame } from '../signals/trace-frame.ts';
import type { Policy } from './policy.ts';
import type { StepState } from './step-state.ts';

export function startStep(step: Step, revealedAtMs: number, baseline: Baseline | null, policy: Policy): StepState {
  return { step, policy, phase: 'pause', progress: 0, tones: 0, keyFrame: null, failure: null, baseline };
}
export function advanceStep(state: StepState, frame: TraceFrame): StepState {
  return state;
}
