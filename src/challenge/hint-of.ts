import type { Hint } from './hint.ts';
import type { StepState } from './step-state.ts';

/** What would help the person right now, or null when all is well. */
export function hintOf(state: StepState): Hint | null {
  if (state.phase === 'done' || state.phase === 'failed') return null;
  if (state.block) return state.block === 'lids_unmeasured' ? null : state.block;
  if (state.phase === 'pause') return state.step.action === 'neutral' ? null : 'wait_for_prompt';
  return state.action.hint;
}
