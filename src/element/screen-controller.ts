import type { ReactiveController } from 'lit';
import type { Phase } from '../session/phase.ts';
import { PHASES } from '../session/phase-table.ts';
import type { ControllerHost } from './controller-host.ts';
import { moveFocus } from './focus.ts';
import { HintTimer } from './hint-timer.ts';
import { FRESH_LOCAL_STATE, type LocalState } from './view.ts';

/** Which screen a phase belongs to. A change of screen moves the focus to its heading; a change within does not. */
function screenOf(phase: Phase): string {
  if (PHASES[phase.kind].live) return phase.kind === 'once_more' ? 'once_more' : 'camera';
  if (phase.kind === 'problem') return `problem ${phase.code}`;
  if (phase.kind === 'camera_permission') return `camera_permission ${phase.asking}`;
  if (phase.kind === 'taking_photo') return `taking_photo ${phase.role}`;
  if (phase.kind === 'subject_login') return phase.link ? 'subject_login with link' : 'subject_login';
  if (phase.kind === 'card') return phase.code ? 'card with code' : 'card';
  return phase.kind;
}

/** Keeps what only the screen knows, as long as the screen is on show, and moves the focus. */
export class ScreenController implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #phase: () => Phase;
  readonly #hintTimer: HintTimer;
  #local: LocalState = FRESH_LOCAL_STATE;
  /** The screen that {@link local} belongs to. */
  #owner = '';
  #shown: string | null = null;
  #showFault = false;
  #hadFocus = false;

  /**
   * @param phase what is on show.
   * @param onHintStands a hint has stood for a while and did not help.
   */
  constructor(host: ControllerHost, phase: () => Phase, onHintStands: () => void) {
    this.#host = host;
    this.#phase = phase;
    this.#hintTimer = new HintTimer(onHintStands);
    host.addController(this);
  }

  get local(): LocalState {
    return this.#local;
  }

  /** Before the first movement, the same hint has stood for a while. */
  get hintStands(): boolean {
    return this.#hintTimer.stands;
  }

  /** @returns whether the phase opens another screen. */
  follow(phase: Phase): boolean {
    this.#hintTimer.follow(phase);
    const screen = screenOf(phase);
    if (screen === this.#owner || PHASES[phase.kind].scope === 'interlude') return false;
    this.#owner = screen;
    this.#local = FRESH_LOCAL_STATE;
    this.#showFault = false;
    return true;
  }

  change(patch: Partial<LocalState>): void {
    this.#local = { ...this.#local, ...patch };
    this.#showFault = patch.pressedEarly ?? false;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#hintTimer.stop();
  }

  hostUpdate(): void {
    this.#hadFocus = (this.#host.shadowRoot?.activeElement ?? null) !== null;
  }

  hostUpdated(): void {
    const screen = screenOf(this.#phase());
    const first = this.#shown === null || this.#shown === 'starting';
    if (screen !== this.#shown && !first) moveFocus(this.#host, ['#title']);
    else if (
      this.#showFault &&
      moveFocus(this.#host, ['#error-summary', '#missing', '[aria-invalid=true]'])
    ) {
      this.#showFault = false;
    } else if (this.#hadFocus && this.#host.shadowRoot?.activeElement === null) {
      // What had the focus is gone with what it was for: not the whole page is next, but what is said now.
      moveFocus(this.#host, ['#title']);
    }
    this.#shown = screen;
  }
}
