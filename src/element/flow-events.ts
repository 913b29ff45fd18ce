import type { Phase, PhaseKind } from '../session/phase.ts';
import type { CompleteDetail, FamilyAuthEventMap, PhaseDetail } from './events.ts';

/** Where the events stand. A walk is one relative on the way from their details to a decision. */
export interface WalkState {
  readonly walking: boolean;
  readonly ready: boolean;
  readonly last: PhaseDetail | null;
  readonly waiting: CompleteDetail | null;
}

export const WALK_START: WalkState = { walking: false, ready: false, last: null, waiting: null };

type AnyEvent = {
  [Type in keyof FamilyAuthEventMap]: {
    readonly type: Type;
    readonly detail: FamilyAuthEventMap[Type]['detail'];
  };
}[keyof FamilyAuthEventMap];

const WALK_KINDS: readonly PhaseKind[] = [
  'details',
  'consent',
  'choose_method',
  'photos',
  'taking_photo',
  'get_ready',
  'slow_device',
  'camera_permission',
  'framing',
  'calibrating',
  'prompt',
  'once_more',
  'captured',
  'sending',
  'waiting',
  'subject_login',
  'subject_consent',
  'appointment',
  'confirm_withdraw',
];
/** Screens outside of any walk: reaching one ends the walk. */
const HOME_KINDS: readonly PhaseKind[] = ['welcome', 'family', 'card', 'confirm_unbind'];

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

function terminal(state: WalkState, phase: Phase): AnyEvent | null {
  switch (phase.kind) {
    case 'approved':
      return {
        type: 'family-auth-complete',
        detail: { status: 'approved', cardRef: phase.card.ref, ...application(phase) },
      };
    case 'rejected':
      return {
        type: 'family-auth-complete',
        detail: { status: 'rejected', reason: phase.reason, ...application(phase) },
      };
    case 'expired':
      return { type: 'family-auth-complete', detail: { status: 'expired', ...application(phase) } };
    case 'withdrawn':
      return { type: 'family-auth-complete', detail: { status: 'withdrawn', ...application(phase) } };
    case 'problem':
      return phase.ways.some((way) => way !== 'reload')
        ? null
        : { type: 'family-auth-error', detail: { code: phase.code } };
    default:
      if (!HOME_KINDS.includes(phase.kind)) return null;
      return state.waiting
        ? { type: 'family-auth-complete', detail: state.waiting }
        : { type: 'family-auth-close', detail: { reason: 'left' } };
  }
}

/** A dead end before any walk (no configuration, no backend) is an end of its own. */
const deadEnd = (phase: Phase) => phase.kind === 'problem' && phase.ways.every((way) => way === 'reload');

/** The events that a phase causes, given those before it. Pure; the element dispatches what comes out. */
export function walkEvents(
  state: WalkState,
  phase: Phase,
): { readonly state: WalkState; readonly events: readonly AnyEvent[] } {
  const events: AnyEvent[] = [];
  const detail = detailOf(phase);
  const changed = !same(state.last, detail);
  if (!state.ready && phase.kind !== 'starting') {
    events.push({ type: 'family-auth-ready', detail: { kind: phase.kind } });
  }
  if (changed) events.push({ type: 'family-auth-phase', detail });
  const end = state.walking || (changed && deadEnd(phase)) ? terminal(state, phase) : null;
  if (end) events.push(end);
  const walking = WALK_KINDS.includes(phase.kind) || (state.walking && !end);
  const status = waitingStatus(phase);
  const waiting =
    status !== null
      ? { status, ...application(phase) }
      : walking && !WALK_KINDS.includes(phase.kind)
        ? state.waiting
        : null;
  return {
    state: { walking, ready: state.ready || phase.kind !== 'starting', last: detail, waiting },
    events,
  };
}

/** The event that ends a walk when the element goes away, or none when no walk is under way. */
export function removalEvents(state: WalkState): readonly AnyEvent[] {
  if (!state.walking) return [];
  return state.waiting
    ? [{ type: 'family-auth-complete', detail: state.waiting }]
    : [{ type: 'family-auth-close', detail: { reason: 'removed' } }];
}

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
