import type { ReactiveController } from 'lit';
import type { PhaseKind } from '../session/phase.ts';
import { PHASES } from '../session/phase-table.ts';
import type { PublicPhase } from '../session/public-phase.ts';
import { type ControllerHost, whenGone } from './controller-host.ts';
import type { CloseDetail, CompleteDetail, FamilyAuthEventMap, PhaseDetail } from './events.ts';

/** Where the events stand. A flow is one relative on the way from their details to a decision. */
export interface FlowState {
  readonly inFlow: boolean;
  readonly ready: boolean;
  readonly last: PhaseDetail | null;
  readonly waiting: CompleteDetail | null;
  /** How far the flow under way has come, and the last problem in it. */
  readonly way: Way | null;
}
type Way = Pick<CloseDetail, 'reached' | 'code'>;

export const FLOW_START: FlowState = { inFlow: false, ready: false, last: null, waiting: null, way: null };

/** In the order of a flow. */
const KINDS = Object.keys(PHASES) as readonly PhaseKind[];

function wayOn(way: Way | null, phase: PublicPhase): Way | null {
  if (phase.kind === 'problem') return way && { ...way, ...(phase.code && { code: phase.code }) };
  if (!isOfApplication(phase)) return way;
  const isFurther = way === null || KINDS.indexOf(phase.kind) > KINDS.indexOf(way.reached);
  return isFurther ? { ...way, reached: phase.kind } : way;
}

const close = (reason: CloseDetail['reason'], { way }: FlowState): AnyEvent => ({
  type: 'family-auth-close',
  detail: { reason, reached: 'details', ...way },
});

type AnyEvent = {
  [Type in keyof FamilyAuthEventMap]: {
    readonly type: Type;
    readonly detail: FamilyAuthEventMap[Type]['detail'];
  };
}[keyof FamilyAuthEventMap];

/** One relative on the way from their details to a decision. */
const isOfApplication = ({ kind }: PublicPhase): boolean => PHASES[kind].scope === 'application';

function detailOf(phase: PublicPhase): PhaseDetail {
  const { kind, action, state, code } = phase;
  if (kind === 'prompt') return { kind, ...(action && { action }), ...(state && { state }) };
  return { kind, ...(code === undefined ? {} : { code }) };
}

const same = (a: PhaseDetail | null, b: PhaseDetail) =>
  a?.kind === b.kind && a.action === b.action && a.state === b.state && a.code === b.code;

const application = (phase: PublicPhase) =>
  phase.applicationId === undefined ? {} : { applicationId: phase.applicationId };

/** Where the backend stands while this phase is on show, if it has the submission. */
function waitingStatus(phase: PublicPhase): CompleteDetail['status'] | null {
  if (phase.kind === 'waiting') return phase.status ?? null;
  const asked = phase.kind === 'subject_login' || phase.kind === 'appointment';
  return asked ? 'awaiting_subject' : null;
}

function terminal(state: FlowState, phase: PublicPhase): AnyEvent | null {
  switch (phase.kind) {
    case 'approved':
      return {
        type: 'family-auth-complete',
        detail: {
          status: 'approved',
          ...(phase.cardRef && { cardRef: phase.cardRef }),
          ...(phase.result && { result: phase.result }),
          ...application(phase),
        },
      };
    case 'rejected':
      return {
        type: 'family-auth-complete',
        detail: {
          status: 'rejected',
          ...(phase.reason && { reason: phase.reason }),
          ...(phase.result && { result: phase.result }),
          ...application(phase),
        },
      };
    case 'expired':
      return { type: 'family-auth-complete', detail: { status: 'expired', ...application(phase) } };
    case 'withdrawn':
      return { type: 'family-auth-complete', detail: { status: 'withdrawn', ...application(phase) } };
    case 'problem':
      return deadEnd(phase)
        ? { type: 'family-auth-error', detail: { code: phase.code ?? 'internal' } }
        : null;
    default:
      // A screen outside of any application ends the flow.
      if (PHASES[phase.kind].scope !== 'home') return null;
      return state.waiting ? { type: 'family-auth-complete', detail: state.waiting } : close('left', state);
  }
}

const SESSION_CODES: readonly string[] = [
  'login_required',
  'invalid_token',
  'insufficient_user_authentication',
];
const isLogInOver = (detail: PhaseDetail): detail is PhaseDetail & { readonly code: string } =>
  detail.code !== undefined && SESSION_CODES.includes(detail.code);

/** A dead end before any flow (no configuration, no backend) is an end of its own. */
const deadEnd = (phase: PublicPhase) =>
  phase.kind === 'problem' && (phase.actions ?? []).every((action) => action === 'reload');

/** The events that a phase causes, given those before it. Pure; the element dispatches what comes out. */
export function flowEvents(
  state: FlowState,
  phase: PublicPhase,
): { readonly state: FlowState; readonly events: readonly AnyEvent[] } {
  const events: AnyEvent[] = [];
  const detail = detailOf(phase);
  const changed = !same(state.last, detail);
  if (!state.ready && phase.kind !== 'starting') {
    events.push({ type: 'family-auth-ready', detail: { kind: phase.kind } });
  }
  if (changed) events.push({ type: 'family-auth-phase', detail });
  if (changed && isLogInOver(detail)) {
    events.push({ type: 'family-auth-session-expired', detail: { code: detail.code } });
  }
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
    state: {
      inFlow,
      ready: state.ready || phase.kind !== 'starting',
      last: detail,
      waiting,
      way: inFlow ? wayOn(state.inFlow && !end ? state.way : null, phase) : null,
    },
    events,
  };
}

/** The event by which the page itself ends a flow, or none when no flow is under way. */
export function endEvents(state: FlowState, reason: CloseDetail['reason']): readonly AnyEvent[] {
  if (!state.inFlow) return [];
  return state.waiting ? [{ type: 'family-auth-complete', detail: state.waiting }] : [close(reason, state)];
}

/** Tells the page where the flow stands, by events on the element. */
export class FlowEventDispatcher implements ReactiveController {
  readonly #host: ControllerHost;
  #state: FlowState = FLOW_START;
  /** What the element stands in, from the inside out. */
  #around: readonly EventTarget[] = [];

  constructor(host: ControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#around = ancestorsOf(this.#host);
  }

  hostDisconnected(): void {
    whenGone(this.#host, () => {
      this.end('removed');
      this.#around = [];
    });
  }

  follow(phase: PublicPhase): void {
    const { state, events } = flowEvents(this.#state, phase);
    this.#state = state;
    this.#dispatch(events);
  }

  /** The page ends the flow. */
  end(reason: CloseDetail['reason']): void {
    const events = endEvents(this.#state, reason);
    this.#state = FLOW_START;
    this.#dispatch(events);
  }

  /** From an element that was taken out nothing bubbles to the page: what it stood in tells it there as well. */
  #dispatch(events: readonly AnyEvent[]): void {
    const host = this.#host;
    const left = host.isConnected ? undefined : this.#around.find((target) => (target as Node).isConnected);
    for (const { type, detail } of events) {
      for (const target of [host, ...(left ? [left] : [])]) {
        target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
      }
    }
  }
}

function ancestorsOf(host: HTMLElement): Node[] {
  const ancestors: Node[] = [];
  for (
    let node: Node | null = host;
    node;
    node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null
  ) {
    if (node !== host) ancestors.push(node);
  }
  return ancestors;
}
