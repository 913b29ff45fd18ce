import type { ReactiveController } from 'lit';
import type { Phase } from '../session/phase.ts';
import { PHASES } from '../session/phase-table.ts';
import { type ControllerHost, whenGone } from './controller-host.ts';
import type { CompleteDetail, FamilyAuthEventMap, PhaseDetail } from './events.ts';

/** Where the events stand. A flow is one relative on the way from their details to a decision. */
export interface FlowState {
  readonly inFlow: boolean;
  readonly ready: boolean;
  readonly last: PhaseDetail | null;
  readonly waiting: CompleteDetail | null;
}

export const FLOW_START: FlowState = { inFlow: false, ready: false, last: null, waiting: null };

type AnyEvent = {
  [Type in keyof FamilyAuthEventMap]: {
    readonly type: Type;
    readonly detail: FamilyAuthEventMap[Type]['detail'];
  };
}[keyof FamilyAuthEventMap];

/** One relative on the way from their details to a decision. */
const isOfApplication = ({ kind }: Phase): boolean => PHASES[kind].scope === 'application';

function detailOf(phase: Phase): PhaseDetail {
  if (phase.kind === 'prompt') return { kind: 'prompt', action: phase.action, state: phase.state };
  if (phase.kind === 'problem') return { kind: 'problem', code: phase.code };
  return { kind: phase.kind };
}

const same = (a: PhaseDetail | null, b: PhaseDetail) =>
  a?.kind === b.kind && a.action === b.action && a.state === b.state && a.code === b.code;

const application = (phase: Phase) =>
  phase.applicationId === undefined ? {} : { applicationId: phase.applicationId };

/** Where the backend stands while this phase is on show, if it has the submission. */
function waitingStatus(phase: Phase): CompleteDetail['status'] | null {
  if (phase.kind === 'waiting') return phase.status;
  const asked = phase.kind === 'subject_login' || phase.kind === 'appointment';
  return asked ? 'awaiting_subject' : null;
}

function terminal(state: FlowState, phase: Phase): AnyEvent | null {
  switch (phase.kind) {
    case 'approved':
      return {
        type: 'family-auth-complete',
        detail: {
          status: 'approved',
          cardRef: phase.card.ref,
          result: phase.signedResult,
          ...application(phase),
        },
      };
    case 'rejected':
      return {
        type: 'family-auth-complete',
        detail: {
          status: 'rejected',
          reason: phase.reason,
          result: phase.signedResult,
          ...application(phase),
        },
      };
    case 'expired':
      return { type: 'family-auth-complete', detail: { status: 'expired', ...application(phase) } };
    case 'withdrawn':
      return { type: 'family-auth-complete', detail: { status: 'withdrawn', ...application(phase) } };
    case 'problem':
      return phase.actions.some((action) => action !== 'reload')
        ? null
        : { type: 'family-auth-error', detail: { code: phase.code } };
    default:
      // A screen outside of any application ends the flow.
      if (PHASES[phase.kind].scope !== 'home') return null;
      return state.waiting
        ? { type: 'family-auth-complete', detail: state.waiting }
        : { type: 'family-auth-close', detail: { reason: 'left' } };
  }
}

/** A dead end before any flow (no configuration, no backend) is an end of its own. */
const deadEnd = (phase: Phase) =>
  phase.kind === 'problem' && phase.actions.every((action) => action === 'reload');

/** The events that a phase causes, given those before it. Pure; the element dispatches what comes out. */
export function flowEvents(
  state: FlowState,
  phase: Phase,
): { readonly state: FlowState; readonly events: readonly AnyEvent[] } {
  const events: AnyEvent[] = [];
  const detail = detailOf(phase);
  const changed = !same(state.last, detail);
  if (!state.ready && phase.kind !== 'starting') {
    events.push({ type: 'family-auth-ready', detail: { kind: phase.kind } });
  }
  if (changed) events.push({ type: 'family-auth-phase', detail });
  const end = state.inFlow || (changed && deadEnd(phase)) ? terminal(state, phase) : null;
  if (end) events.push(end);
  const inFlow = isOfApplication(phase) || (state.inFlow && !end);
  const status = waitingStatus(phase);
  const waiting =
    status !== null
      ? { status, ...application(phase) }
      : inFlow && !isOfApplication(phase)
        ? state.waiting
        : null;
  return {
    state: { inFlow, ready: state.ready || phase.kind !== 'starting', last: detail, waiting },
    events,
  };
}

/** The event that ends a flow when the element goes away, or none when no flow is under way. */
export function removalEvents(state: FlowState): readonly AnyEvent[] {
  if (!state.inFlow) return [];
  return state.waiting
    ? [{ type: 'family-auth-complete', detail: state.waiting }]
    : [{ type: 'family-auth-close', detail: { reason: 'removed' } }];
}

/** Tells the page where the flow stands, by events on the element. */
export class FlowEventDispatcher implements ReactiveController {
  readonly #host: ControllerHost;
  #state: FlowState = FLOW_START;

  constructor(host: ControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    whenGone(this.#host, () => this.end());
  }

  follow(phase: Phase): void {
    const { state, events } = flowEvents(this.#state, phase);
    this.#state = state;
    this.#dispatch(events);
  }

  /** The element is closed or gone. */
  end(): void {
    const events = removalEvents(this.#state);
    this.#state = FLOW_START;
    this.#dispatch(events);
  }

  #dispatch(events: ReturnType<typeof removalEvents>): void {
    for (const { type, detail } of events) {
      this.#host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    }
  }
}
