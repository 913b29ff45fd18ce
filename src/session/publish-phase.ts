import type { Phase, PhaseKind } from './phase.ts';

/** A phase as a step of the flow publishes it; what all phases share is added on the way. */
export type BarePhase<P extends Phase = Phase> = P extends Phase
  ? Omit<P, 'testSystem' | 'stage' | 'applicationId'>
  : never;

/** A phase as it was published, to be shown again. */
export function bare<P extends Phase>(phase: P): BarePhase<P> {
  const { testSystem: _, stage: __, applicationId: ___, ...rest } = phase;
  return rest as unknown as BarePhase<P>;
}

/** The step on top of each screen; a problem stands in the step in which it came up. */
const STAGES: Readonly<Record<Exclude<PhaseKind, 'problem'>, Phase['stage']>> = {
  starting: null,
  welcome: 'login',
  logging_in: 'login',
  family: null,
  details: 'details',
  consent: 'details',
  choose_method: 'details',
  photos: 'face',
  taking_photo: 'face',
  get_ready: 'face',
  slow_device: 'face',
  camera_permission: 'face',
  framing: 'face',
  calibrating: 'face',
  prompt: 'face',
  once_more: 'face',
  captured: 'face',
  sending: 'face',
  waiting: 'result',
  subject_login: 'face',
  subject_consent: 'face',
  appointment: 'face',
  confirm_withdraw: 'result',
  withdrawn: 'result',
  approved: 'result',
  rejected: 'result',
  expired: 'result',
  appealing: 'result',
  card: null,
  confirm_unbind: null,
  confirm_consent_withdrawal: null,
  consent_withdrawn: null,
};

/** The operator is logged in: the relative's log-in belongs to the step in which it is asked for. */
const isRelativesLogin = (bare: BarePhase): boolean =>
  bare.kind === 'logging_in' && bare.reason === 'relative';

/** The current phase, what all phases share, and who watches. */
export interface PhasePublisher {
  readonly current: Phase;
  show(bare: BarePhase): void;
  /** Whether the backend calls itself a test system; said in every phase from now on. */
  setTestSystem(testSystem: boolean): void;
  /** The application under way, or `null`; named in every phase from now on. */
  setApplication(id: string | null): void;
  /** @returns a function that ends it. */
  subscribe(listener: (phase: Phase) => void): () => void;
}

export function createPhasePublisher(reportFault: (error: unknown) => void): PhasePublisher {
  const listeners = new Set<(phase: Phase) => void>();
  let phase: Phase = { kind: 'starting', testSystem: false, stage: null };
  let testSystem = false;
  let applicationId: string | null = null;

  function show(bare: BarePhase): void {
    const next = {
      ...bare,
      testSystem,
      stage: bare.kind === 'problem' || isRelativesLogin(bare) ? phase.stage : STAGES[bare.kind],
      ...(applicationId === null ? {} : { applicationId }),
    } as Phase;
    if (sameFields(phase, next)) return;
    phase = next;
    for (const listener of listeners) {
      try {
        listener(phase);
      } catch (error) {
        reportFault(error);
      }
    }
  }

  return {
    get current() {
      return phase;
    },
    show,
    setTestSystem(value) {
      testSystem = value;
    },
    setApplication(id) {
      applicationId = id;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Frames come thirty times a second; screens change less often. */
function sameFields(a: object, b: object): boolean {
  const [before, after] = [Object.entries(a), Object.entries(b)];
  return (
    before.length === after.length &&
    after.every(([key, value]) => (a as Record<string, unknown>)[key] === value)
  );
}
