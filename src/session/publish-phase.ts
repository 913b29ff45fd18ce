import type { Discovery } from '../protocol/discovery.ts';
import type { Phase, PhaseOf } from './phase.ts';
import { PHASES } from './phase-table.ts';

/** A phase as a step of the flow publishes it; what all phases share is added on the way. */
export type BarePhase<P extends Phase = Phase> = P extends Phase
  ? Omit<P, 'testSystem' | 'stage' | 'applicationId'>
  : never;

/** A phase as it was published, to be shown again. */
export function bare<P extends Phase>(phase: P): BarePhase<P> {
  const { testSystem: _, stage: __, applicationId: ___, ...rest } = phase;
  return rest as unknown as BarePhase<P>;
}

/** The operator is logged in: the subject's log-in belongs to the stage in which it is asked for. */
function stageOf(bare: BarePhase, before: Phase): Phase['stage'] {
  const { stage } = PHASES[bare.kind];
  const isSubjectsLogin = bare.kind === 'logging_in' && bare.reason === 'subject';
  return stage === 'as_before' || isSubjectsLogin ? before.stage : stage;
}

/** The current phase, what all phases share, and who watches. */
export interface PhasePublisher {
  readonly current: Phase;
  show(bare: BarePhase): void;
  /** What the backend says of itself: that it is a test system, in every phase from now on; whom to ask, with every problem. */
  setBackend(discovery: Pick<Discovery, 'test_system' | 'controller'>): void;
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
  let help: PhaseOf<'problem'>['help'];

  function show(bare: BarePhase): void {
    const next = {
      ...bare,
      testSystem,
      stage: stageOf(bare, phase),
      ...(applicationId === null ? {} : { applicationId }),
      ...(bare.kind === 'problem' && help ? { help } : {}),
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
    setBackend({ test_system = false, controller: { name, contact } }) {
      testSystem = test_system;
      help = { name, contact };
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
