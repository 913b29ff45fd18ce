import type { Hint } from '../challenge/hint.ts';
import type { Words } from '../locales/words.ts';
import type { Phase, PhaseOf } from '../session/phase.ts';
import { type LiveKind, PHASES } from '../session/phase-table.ts';

/** The phases that are shown over the running camera. */
export type LivePhase = PhaseOf<LiveKind>;

export const isLive = (phase: Phase): phase is LivePhase => PHASES[phase.kind].live;

export interface LiveLines {
  /** The one line of instruction. */
  readonly main: string;
  /** What would help with it right now. */
  readonly hint: string | null;
}

/** Towards the end of a movement. */
function returningLine({ action }: PhaseOf<'prompt'>, { live }: Words['text']): string {
  switch (action) {
    case 'hold_short':
    case 'hold_long':
      return live.openNow;
    case 'double_blink':
    case 'nod':
      return live.lookBack;
    case 'turn_left':
    case 'turn_right':
    case 'shake_head':
      return live.turnBack;
    case 'open_mouth':
      return live.closeMouth;
  }
}

function promptLine(phase: PhaseOf<'prompt'>, { text }: Words): string {
  const holds = phase.action === 'hold_short' || phase.action === 'hold_long';
  switch (phase.state) {
    case 'pause':
      return phase.index === 1 ? text.live.pauseFirst : text.live.pause;
    case 'shown':
    case 'reacting':
      return text.action[phase.action];
    case 'holding':
      return holds ? text.live.holdClosed : text.action[phase.action];
    case 'returning':
      return returningLine(phase, text);
    case 'done':
      return phase.index < phase.count ? text.live.praiseNext : text.live.praiseLast;
  }
}

/** Hints that only repeat what the line itself asks for by then. */
const SAID_BY_THE_LINE: Partial<Record<PhaseOf<'prompt'>['state'], readonly (Hint | null)[]>> = {
  holding: ['keep_closed'],
  returning: ['open_eyes', 'turn_back', 'close_mouth'],
};

/** The next best advice where a hint did not help; not every hint has one. */
function moreAbout(hint: Hint | null, { text }: Words): string | null {
  const more: Partial<Record<Hint, string>> = text.hintMore;
  return hint === null ? null : (more[hint] ?? null);
}

/**
 * What is written above the camera picture, and spoken.
 *
 * @param hintStands the same hint for a while: more is said about it. See `HintTimer`.
 */
export function liveLines(phase: LivePhase, words: Words, hintStands = false): LiveLines {
  const { text } = words;
  const hint = phase.hint === null ? null : text.hint[phase.hint];
  switch (phase.kind) {
    case 'framing':
      return {
        main: hint ?? text.live.framing,
        hint: hintStands ? moreAbout(phase.hint, words) : null,
      };
    case 'calibrating':
      return {
        main: hint ?? text.live.calibrating,
        hint: hintStands ? moreAbout(phase.hint, words) : null,
      };
    case 'prompt':
      return {
        main: promptLine(phase, words),
        hint: SAID_BY_THE_LINE[phase.state]?.includes(phase.hint) ? null : hint,
      };
    case 'once_more':
      return {
        main: hint === null ? text.live.onceMore : words.fill(text.live.onceMoreHint, { hint }),
        hint: moreAbout(phase.hint, words),
      };
  }
}
