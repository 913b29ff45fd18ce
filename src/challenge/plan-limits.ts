import type { Action, Without } from '../protocol/challenge.ts';

/** What each action moves. */
export const MOVES: Readonly<Record<Action, 'eyes' | 'head_to_a_side' | 'head' | 'mouth'>> = {
  hold_short: 'eyes',
  hold_long: 'eyes',
  double_blink: 'eyes',
  turn_left: 'head_to_a_side',
  turn_right: 'head_to_a_side',
  shake_head: 'head',
  nod: 'head',
  open_mouth: 'mouth',
};

/**
 * Seen in whatever else a video shows, or shown there without harm: a head turned aside begins a shake, and anybody may
 * blink twice, nod or open the mouth. A plan asks for one of these at most.
 */
export const EASILY_HIDDEN: Readonly<Record<Action, boolean>> = {
  hold_short: false,
  hold_long: false,
  double_blink: true,
  turn_left: false,
  turn_right: false,
  shake_head: true,
  nod: true,
  open_mouth: true,
};

export interface PlanLimits {
  /** Actions after `neutral`: how many, and out of which. */
  readonly actions: number;
  readonly choice: readonly Action[];
  /** Of these, the ones that are asked for only where the client says that it knows them. */
  readonly further: readonly Action[];
  /** What the person asked to be spared; no action of the choice moves it. */
  readonly without: Without | null;
  /** Below this rate no double blink is asked for. */
  readonly doubleBlinkMinFps: number;
  readonly pauseMinMs: number;
  readonly pauseMaxMs: number;
  readonly neutralPauseMs: number;
  readonly holdShortMs: number;
  /** A long hold is one of these, so that one video fits one of them only. */
  readonly holdLongMs: readonly number[];
  /** Instants for pictures lie at least this long after the reveal or the prompt, and within this span. */
  readonly captureMinMs: number;
  readonly captureSpanMs: number;
}

/** What holds for both paces. Marks as in `policy.ts`. */
export const PLAN = {
  actions: 4, // [M] one fixed video, tried as often as the machine decides, fits 3 % of days; three actions 14 to 23 %
  choice: Object.keys(MOVES) as readonly Action[],
  further: ['nod', 'open_mouth'],
  without: null,
  doubleBlinkMinFps: 20, // [R] LIVENESS 8.2; [M] recognised at 12 while frames come evenly, lost where they stall
  pauseMinMs: 500, // [R] LIVENESS 8.6
  pauseMaxMs: 1500, // [R] LIVENESS 8.6
  neutralPauseMs: 300, // [I]
  captureMinMs: 100, // [I]
  captureSpanMs: 1200, // [I]
} as const;
