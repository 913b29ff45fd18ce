import type { Phase } from '../session/phase.ts';
import { screenOf } from './screen-of.ts';
import { FRESH_LOCAL_STATE, type LocalState } from './view.ts';

/** Screens that come in between: what was typed on the one before them stays. */
const INTERLUDES: readonly Phase['kind'][] = ['problem', 'logging_in'];

/** Keeps what only the screen knows, as long as the screen is on show. */
export class LocalScreen {
  #screen = '';
  state: LocalState = FRESH_LOCAL_STATE;

  /** @returns whether the phase opens another screen. */
  follow(phase: Phase): boolean {
    const screen = screenOf(phase);
    if (screen === this.#screen || INTERLUDES.includes(phase.kind)) return false;
    this.#screen = screen;
    this.state = FRESH_LOCAL_STATE;
    return true;
  }

  change(patch: Partial<LocalState>): void {
    this.state = { ...this.state, ...patch };
  }
}
