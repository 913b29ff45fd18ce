import type { Phase } from '../session/phase.ts';
import { removalEvents, WALK_START, type WalkState, walkEvents } from './walk-events.ts';

/** Tells the page where the walk stands, by events on the element. */
export class WalkTeller {
  readonly #target: EventTarget;
  #state: WalkState = WALK_START;

  constructor(target: EventTarget) {
    this.#target = target;
  }

  follow(phase: Phase): void {
    const { state, events } = walkEvents(this.#state, phase);
    this.#state = state;
    this.#tell(events);
  }

  /** The element is closed or gone. */
  end(): void {
    const events = removalEvents(this.#state);
    this.#state = WALK_START;
    this.#tell(events);
  }

  #tell(events: ReturnType<typeof removalEvents>): void {
    for (const { type, detail } of events) {
      this.#target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    }
  }
}
