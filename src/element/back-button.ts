import type { ReactiveController } from 'lit';
import type { Phase } from '../session/phase.ts';
import { PHASES } from '../session/phase-table.ts';
import type { FlowRequest } from '../session/request.ts';
import { type ControllerHost, whenGone } from './controller-host.ts';

/** Marks the entry of the browser's history that is the element's own. */
const OWN_ENTRY = 'familyAuthBack';

/** Nothing is behind these: Back leaves them for the page before. */
const isFirst = ({ kind }: Phase): boolean =>
  PHASES[kind].scope === 'start' || kind === 'welcome' || kind === 'family';

const ownsBack = (phase: Phase): boolean =>
  !isFirst(phase) && (phase.kind !== 'problem' || phase.actions.includes('back'));

/** What was typed, photographed or done would have to be done again. */
function wouldLose(phase: Phase, before: boolean): boolean {
  if (phase.kind === 'problem') return before;
  if (phase.kind === 'logging_in') return false; // a log-in on this page leaves it on purpose
  const isKept = ['waiting', 'subject_login', 'appointment', 'confirm_withdraw'].includes(phase.kind);
  return PHASES[phase.kind].scope === 'application' && !isKept;
}

/**
 * The browser's Back, Android's too, goes back within the flow: what was typed stays. It works by one entry of the history that
 * holds what the page's own held. Leaving the page altogether is asked about once, by the browser, where something would be lost.
 */
export class BackButton implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #send: (request: FlowRequest) => void;
  readonly #isOn: () => boolean;
  #phase: Phase | null = null;
  /** The entry that is shown is the element's own. */
  #armed = false;
  #loses = false;

  /** @param isOn whether the page leaves Back to the element. */
  constructor(host: ControllerHost, send: (request: FlowRequest) => void, isOn: () => boolean) {
    this.#host = host;
    this.#send = send;
    this.#isOn = isOn;
    host.addController(this);
  }

  follow(phase: Phase): void {
    this.#phase = phase;
    this.#loses = wouldLose(phase, this.#loses);
    if (this.#armed || !this.#host.isConnected || !this.#isOn() || !ownsBack(phase)) return;
    history.pushState({ ...history.state, [OWN_ENTRY]: true }, '');
    this.#armed = true;
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onPopState);
    addEventListener('beforeunload', this.#onLeaving);
  }

  hostDisconnected(): void {
    whenGone(this.#host, () => {
      removeEventListener('popstate', this.#onPopState);
      removeEventListener('beforeunload', this.#onLeaving);
      this.#phase = null;
      this.#armed = false;
      this.#loses = false;
    });
  }

  #onPopState = ({ state }: PopStateEvent): void => {
    const phase = this.#phase;
    // On the way to the own entry nothing was left.
    if (!this.#host.isConnected || !this.#armed || !phase || state?.[OWN_ENTRY]) return;
    this.#armed = false;
    if (!ownsBack(phase)) {
      // The flow came back to its first screen by itself, and the entry stood for nothing any more.
      history.back();
      return;
    }
    this.#send({ kind: phase.kind === 'logging_in' ? 'cancel_login' : 'back' });
    this.follow(this.#phase ?? phase);
  };

  #onLeaving = (event: BeforeUnloadEvent): void => {
    if (this.#host.isConnected && this.#loses && this.#isOn()) event.preventDefault();
  };
}
