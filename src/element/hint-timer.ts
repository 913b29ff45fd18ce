import type { Hint } from '../challenge/hint.ts';
import type { Phase } from '../session/phase.ts';

/** A hint that stands this long while framing has not helped. */
const UNHELPFUL_HINT_MS = 6000;

/** Notices when one hint keeps standing while the face is to be brought into the picture. */
export class HintTimer {
  #hint: Hint | null = null;
  #sinceMs = 0;

  /** @returns whether more is to be said than the hint. */
  follow(phase: Phase, nowMs: number): boolean {
    const hint = phase.kind === 'framing' ? phase.hint : null;
    if (hint !== this.#hint) this.#sinceMs = nowMs;
    this.#hint = hint;
    return hint !== null && nowMs - this.#sinceMs >= UNHELPFUL_HINT_MS;
  }
}
