import type { Phase, PhaseKind, PhaseOf } from './phase.ts';

/**
 * What a page is told of the screen on show: which it is, how far it has come, and opaque references. Never a name, a number, a
 * picture or anything that was typed.
 *
 * @example
 * ```ts
 * import type { PublicPhase } from 'family-auth';
 *
 * const { kind, code }: PublicPhase = element.phase;
 * if (kind === 'problem') console.log('a problem', code);
 * ```
 */
export interface PublicPhase {
  /** Which screen. */
  readonly kind: PhaseKind;
  /** The backend calls itself a test system. */
  readonly testSystem: boolean;
  /** Where the flow stands: the steps on top of the screen. `null` outside of them. */
  readonly stage: Phase['stage'];
  /** The application under way, once the backend knows of it. Opaque. */
  readonly applicationId?: string;
  /** Only while an action is asked for. */
  readonly action?: PhaseOf<'prompt'>['action'];
  /** Only while an action is asked for: how far it has come. */
  readonly state?: PhaseOf<'prompt'>['state'];
  /** Only in front of the camera: what would help. */
  readonly hint?: PhaseOf<'prompt'>['hint'];
  /** Only with `problem`: its code. */
  readonly code?: string;
  /** Only with `problem`: what can be done about it. */
  readonly actions?: PhaseOf<'problem'>['actions'];
  /** Only with `waiting`: how the application stands at the backend. */
  readonly status?: PhaseOf<'waiting'>['status'];
  /** Only with `rejected`. */
  readonly reason?: PhaseOf<'rejected'>['reason'];
  /** Only with `approved` and `rejected`: the decision as the backend signed it, a compact JWT of opaque ids and codes. */
  readonly result?: string;
  /** Only with `approved`. Opaque. */
  readonly cardRef?: string;
  /** The connection is lost; the flow goes on when it is back. */
  readonly offline?: boolean;
  /** Only with `choose_method` and `slow_device`: the methods on offer. */
  readonly methods?: PhaseOf<'choose_method'>['methods'];
}

type Extra = Omit<PublicPhase, 'kind' | 'testSystem' | 'stage' | 'applicationId'>;

/** An allow-list: a field of a phase that is not named here stays within the element. */
function extraOf(phase: Phase): Extra {
  switch (phase.kind) {
    case 'prompt':
      return { action: phase.action, state: phase.state, hint: phase.hint };
    case 'framing':
    case 'calibrating':
    case 'once_more':
      return { hint: phase.hint };
    case 'problem':
      return { code: phase.code, actions: phase.actions };
    case 'choose_method':
    case 'slow_device':
      return { methods: phase.methods };
    case 'waiting':
      return { status: phase.status, offline: phase.offline };
    case 'sending':
    case 'subject_login':
    case 'appointment':
      return { offline: phase.offline };
    case 'approved':
      return { cardRef: phase.card.ref, result: phase.signedResult };
    case 'rejected':
      return { reason: phase.reason, result: phase.signedResult };
    default:
      return {};
  }
}

/** What of a phase may leave the element. */
export const publicPhase = (phase: Phase): PublicPhase => ({
  kind: phase.kind,
  testSystem: phase.testSystem,
  stage: phase.stage,
  ...(phase.applicationId === undefined ? {} : { applicationId: phase.applicationId }),
  ...extraOf(phase),
});
