import type { Hint } from '../challenge/hint.ts';
import type { Phase } from '../session/phase.ts';

/** A hint that stands this long before the first movement has not helped. */
const UNHELPFUL_HINT_MS = 6000;

/** Notices when one hint keeps standing while the face is to be brought into the picture. No frame needs to change for it. */
export class HintTimer {
  #hint: Hint | null = null;
  #stands = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onStands: () => void;

  /** @param onStands called once the hint has stood for too long. */
  constructor(onStands: () => void) {
    this.#onStands = onStands;
  }

  /** More is to be said than the hint. */
  get stands(): boolean {
    return this.#stands;
  }

  follow(phase: Phase): void {
    const hint = phase.kind === 'framing' || phase.kind === 'calibrating' ? phase.hint : null;
    if (hint === this.#hint) return;
    this.stop();
    this.#hint = hint;
    if (hint === null) return;
    this.#timer = setTimeout(() => {
      this.#stands = true;
      this.#onStands();
    }, UNHELPFUL_HINT_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#hint = null;
    this.#stands = false;
  }
}
