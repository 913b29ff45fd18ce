import type { StepAction } from '../protocol/challenge.ts';

/**
 * A stretch of a clip in which one thing happens. Seconds of clip time.
 *
 * @example
 * ```ts
 * import type { Segment } from 'family-auth/testing';
 *
 * const shut: Segment = { name: 'eyes-closed', startS: 3.2, endS: 4.4 };
 * shut.endS > shut.startS; // → true
 * ```
 */
export interface Segment {
  /** What happens in it, e.g. `neutral`, `eyes-close`, `turn-left-out`. */
  readonly name: string;
  /** Seconds of clip time. */
  readonly startS: number;
  /** Seconds of clip time. */
  readonly endS: number;
}

/**
 * A person's clip with marked segments, as `NAME.segments.json` beside the clips holds it; size in pixels.
 *
 * @example
 * ```ts
 * import type { ScriptedVideo } from 'family-auth/testing';
 *
 * const script: ScriptedVideo = { width: 640, height: 480, fps: 30, segments: [{ name: 'neutral', startS: 0, endS: 3 }] };
 * script.segments.map(({ name }) => name); // → ['neutral']
 * ```
 */
export interface ScriptedVideo {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Frames a second. */
  readonly fps: number;
  /** In whatever order; `neutral` must be among them. */
  readonly segments: readonly Segment[];
}

/** One thing to play: a segment, once or over and over. */
export interface Move {
  readonly segment: string;
  readonly loop?: boolean;
}

const NEUTRAL: Move = { segment: 'neutral', loop: true };

/** What a cooperating person does when an action is prompted: last move loops until something else is asked. */
export function movesFor(action: StepAction): readonly Move[] {
  switch (action) {
    case 'neutral':
      return [NEUTRAL];
    case 'hold_short':
    case 'hold_long':
      return [{ segment: 'eyes-close' }, { segment: 'eyes-closed', loop: true }];
    case 'double_blink':
      return [{ segment: 'double-blink' }, NEUTRAL];
    case 'turn_left':
      return [
        { segment: 'turn-left-out' },
        { segment: 'turn-left-held' },
        { segment: 'turn-left-back' },
        NEUTRAL,
      ];
    case 'turn_right':
      return [
        { segment: 'turn-right-out' },
        { segment: 'turn-right-held' },
        { segment: 'turn-right-back' },
        NEUTRAL,
      ];
    case 'shake_head':
      return [{ segment: 'shake' }, NEUTRAL];
    case 'nod':
      return [{ segment: 'nod' }, NEUTRAL];
    case 'open_mouth':
      return [{ segment: 'open-mouth' }, NEUTRAL];
  }
}

/** What the person does when the tone sounds: opens the eyes again. */
export const movesAtTone: readonly Move[] = [{ segment: 'eyes-open' }, NEUTRAL];

/** The same clip for whoever only plays it: all of it is the person at rest. */
export function endToEnd(script: ScriptedVideo): ScriptedVideo {
  const startS = Math.min(...script.segments.map((segment) => segment.startS));
  const endS = Math.max(...script.segments.map((segment) => segment.endS));
  return { ...script, segments: [{ name: NEUTRAL.segment, startS, endS }] };
}
