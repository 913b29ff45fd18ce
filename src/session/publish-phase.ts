import type { BarePhase, Flow } from './flow.ts';
import type { Phase, PhaseKind } from './phase.ts';

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

/** The current phase and who watches it. */
export function createPhasePublisher(reportFault: (error: unknown) => void) {
  const listeners = new Set<(phase: Phase) => void>();
  let phase: Phase = { kind: 'starting', testSystem: false, stage: null };

  function show(bare: BarePhase, { connection, applicationId }: Flow): void {
    const next = {
      ...bare,
      testSystem: connection?.discovery.test_system ?? false,
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
    get phase() {
      return phase;
    },
    show,
    subscribe(listener: (phase: Phase) => void) {
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
