import { POLICIES, type Policy } from '../../src/challenge/policy.ts';
import { advanceStep, judgesEyes, startStep } from '../../src/challenge/step-machine.ts';
import type { StepState } from '../../src/challenge/step-state.ts';
import type { Trace, TraceRecord } from '../../src/challenge/trace.ts';
import type { Action, Step } from '../../src/protocol/challenge.ts';
import type { Baseline } from '../../src/signals/baseline.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { type Act, answerTo, type ScriptedVideo } from './scripted-video.ts';

export const STANDARD: Policy = POLICIES.standard;

export function stepOf(i: number, action: Step['action'], more: Partial<Step> = {}): Step {
  const { holdShortMs, holdLongMs } = STANDARD.plan;
  const holdMs = { hold_short: holdShortMs, hold_long: holdLongMs[0] }[action as string];
  const hold = holdMs === undefined ? {} : { hold_ms: holdMs };
  return { i, action, pause_ms: i === 0 ? 300 : 700, capture_at: [400], ...hold, ...more };
}

export const planOf = (...actions: readonly Action[]): Step[] => [
  stepOf(0, 'neutral'),
  ...actions.map((action, index) => stepOf(index + 1, action)),
];

export interface PlayOptions {
  readonly fps?: number;
  /** From -1 to 1: how far a frame is off its even time, 1 being half an interval; by default hardly at all. */
  readonly jitter?: (frame: number) => number;
  readonly policy?: Policy;
  /** Milliseconds from the prompt to the answer, and from the tone to the opening of the eyes. */
  readonly reactionMs?: number;
  readonly toneReactionMs?: number;
  /** Other things done than were asked, per step; `neutral` is always kept. */
  readonly acts?: (step: Step) => readonly Act[];
  /** Done from the reveal on, before any prompt. */
  readonly actsAtReveal?: (step: Step) => readonly Act[];
  /** After a step that failed the movement is finished and the next one revealed, as no browser does: to measure by. */
  readonly goOn?: boolean;
  /** What becomes of a frame before it is seen; null drops it. */
  readonly alter?: (frame: TraceFrame) => TraceFrame | null;
}

export interface Played {
  readonly trace: Trace;
  /** When each step was revealed and when it ended, as the client tells the backend. */
  readonly times: readonly {
    readonly i: number;
    readonly revealedAtMs: number;
    readonly endedAtMs: number;
  }[];
  /** Every state of every step. */
  readonly states: readonly (readonly StepState[])[];
  readonly last: StepState;
}

/** Acts of the scripted videos last no longer. */
const LONGEST_ACT_S = 4;

/** Even times made a little uneven, the same way each time. */
const hardlyMs = (frame: number) => ((frame * 7919) % 9) - 4;

/** Carries a plan out in front of a scripted video as the browser does, until it is done or a step fails. */
export function playSession(book: ScriptedVideo, plan: readonly Step[], options: PlayOptions = {}): Played {
  const { fps = 30, policy = STANDARD, reactionMs = 450, toneReactionMs = 350 } = options;
  const jitterMs = (frame: number) =>
    options.jitter ? (options.jitter(frame) * 500) / fps : hardlyMs(frame);
  const { acts = answerTo, actsAtReveal, alter = (frame: TraceFrame) => frame } = options;
  const records: TraceRecord[] = [];
  const states: StepState[][] = [];
  const times: { i: number; revealedAtMs: number; endedAtMs: number }[] = [];
  let baseline: Baseline | null = null;
  let count = 0;
  let nowMs = 0;
  let asked: Step['action'] = 'neutral';
  const nextFrame = (): TraceFrame => {
    for (;;) {
      count++;
      nowMs = Math.round((count * 1000) / fps + jitterMs(count));
      const shown = alter(book.at(nowMs));
      if (!shown) continue;
      const frame = shown.kind === 'face' && !judgesEyes(asked) ? { ...shown, lids: null } : shown;
      records.push(frame);
      return frame;
    }
  };
  for (const step of plan) {
    records.push({ kind: 'reveal', step: step.i, timestampMs: nowMs });
    const revealedAtMs = nowMs;
    asked = step.action;
    let state = startStep(step, nowMs, baseline, policy);
    const history: StepState[] = [];
    const resting = step.action === 'neutral';
    if (actsAtReveal && !resting) book.play(actsAtReveal(step), nowMs);
    while (state.status !== 'done' && state.status !== 'failed') {
      const before = state;
      state = advanceStep(state, nextFrame());
      history.push(state);
      const shown = before.clock.shownAtMs === null && state.clock.shownAtMs !== null;
      if (shown && !actsAtReveal && !resting) {
        book.play(acts(step), nowMs + reactionMs);
      }
      if (state.tones > before.tones && acts === answerTo) {
        book.play([{ segment: 'eyes-closed', durationMs: toneReactionMs }, { segment: 'eyes-open' }], nowMs);
      }
    }
    states.push(history);
    times.push({ i: step.i, revealedAtMs, endedAtMs: nowMs });
    baseline = state.baseline;
    if (state.status === 'failed') {
      if (!options.goOn || !baseline) break;
      if (state.action.kind === 'hold') book.play([{ segment: 'eyes-open' }], nowMs);
      for (let frame = 0; frame < fps * LONGEST_ACT_S; frame++) nextFrame();
    }
    if (step !== plan.at(-1)) for (let frame = 0; frame < fps / 3; frame++) nextFrame();
  }
  const last = states.at(-1)?.at(-1);
  if (!last) throw new Error('An empty plan.');
  return { trace: { ...sizeOf(records), records }, times, states, last };
}

/** Of the faces' frames; of none, that of the fixtures. */
function sizeOf(records: readonly TraceRecord[]): { width: number; height: number } {
  const face = records.find((record) => record.kind === 'face');
  return { width: face?.frameWidth ?? 640, height: face?.frameHeight ?? 480 };
}

/** How one action goes after a good neutral step. */
export const playAction = (book: ScriptedVideo, action: Action, options: PlayOptions = {}): StepState =>
  playSession(book, planOf(action), options).last;
