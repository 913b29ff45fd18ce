import type { PhaseKind, PhaseOf } from '../session/phase.ts';

type Waiting = PhaseOf<'waiting'>['status'];

/**
 * Of `family-auth-phase`: which screen is on show, or in which state a prompt is.
 *
 * @example
 * ```ts
 * element.addEventListener('family-auth-phase', ({ detail }) => {
 *   if (detail.kind === 'problem') console.log('a problem, with a way on:', detail.code);
 * });
 * ```
 */
export interface PhaseDetail {
  /** Which screen. */
  readonly kind: PhaseKind;
  /** Only while an action is asked for. */
  readonly action?: PhaseOf<'prompt'>['action'];
  /** Only while an action is asked for: how far it has come. */
  readonly state?: PhaseOf<'prompt'>['state'];
  /** Only with `problem`: its code. */
  readonly code?: string;
}

/**
 * Of `family-auth-complete`: how the application stands at the end of the flow.
 *
 * @example
 * ```ts
 * element.addEventListener('family-auth-complete', ({ detail }) => {
 *   // Never trust the event alone: your server verifies `result` by verifyResult of family-auth/server.
 *   void fetch('/family-card', { method: 'POST', body: JSON.stringify({ result: detail.result }) });
 * });
 * ```
 */
export interface CompleteDetail {
  /** The backend's decision, or where it stood when the person left the waiting screen. Verify it on your server. */
  readonly status: 'approved' | 'rejected' | 'expired' | 'withdrawn' | Waiting;
  /**
   * Only with `approved` and `rejected`: the decision as the backend signed it, a compact JWT for `verifyResult` of
   * `family-auth/server`. It holds opaque ids and codes: no name, no number, no picture, no token.
   */
  readonly result?: string;
  /** Only with `rejected`. As the backend signed it: a later version of the protocol may bring reasons that are not listed. */
  readonly reason?: PhaseOf<'rejected'>['reason'];
  /** Opaque; what your server asks the backend about. */
  readonly applicationId?: string;
  /** Opaque; only when approved. */
  readonly cardRef?: string;
}

/**
 * Of `family-auth-error`: the problem that left no way on.
 *
 * @example
 * ```ts
 * element.addEventListener('family-auth-error', ({ detail }) => console.error('family-auth', detail.code));
 * ```
 */
export interface ErrorDetail {
  /** One of the codes of the error classes, of the problem documents, or of the situations of `problem`. */
  readonly code: string;
}

/**
 * Of `family-auth-close`: why the flow ended before anything was sent.
 *
 * @example
 * ```ts
 * element.addEventListener('family-auth-close', ({ detail }) => {
 *   if (detail.reason === 'left') element.remove();
 *   console.log('left after', detail.reached, detail.code ?? 'no problem');
 * });
 * ```
 */
export interface CloseDetail {
  /**
   * `left`: the person went back before anything was sent. `removed`: the page took the element away. `closed`: the page called
   * `close()`. `replaced`: the page put another `flow` in its place.
   */
  readonly reason: 'left' | 'removed' | 'closed' | 'replaced';
  /**
   * The furthest screen that was reached, whatever came back: `consent`, and no further, of somebody who did not agree;
   * `camera_permission` of somebody who did, and then left.
   */
  readonly reached: PhaseKind;
  /** Of the last problem on the way, if there was one: `camera_denied` of somebody who refused the browser the camera. */
  readonly code?: string;
}

/**
 * The events of `<family-auth>`. They carry where the flow stands and opaque references: never a name, a number, a
 * picture or a token. Each flow ends in exactly one of `-complete`, `-error` and `-close`.
 *
 * @example
 * ```ts
 * import type { FamilyAuthEventMap } from 'family-auth';
 *
 * const onReady = ({ detail }: FamilyAuthEventMap['family-auth-ready']) => console.log(detail.kind);
 * element.addEventListener('family-auth-ready', onReady);
 * ```
 */
export interface FamilyAuthEventMap {
  /** The first screen is on show. */
  'family-auth-ready': CustomEvent<{ readonly kind: PhaseKind }>;
  /** The screen, or the state of a prompt, changed. */
  'family-auth-phase': CustomEvent<PhaseDetail>;
  /** The log-in is over, or too old for what is to be done: the person is asked to log in again, and everything entered is kept. */
  'family-auth-session-expired': CustomEvent<ErrorDetail>;
  /** Terminal: the backend decided, the person withdrew, or the backend has the submission and the person waits no longer. */
  'family-auth-complete': CustomEvent<CompleteDetail>;
  /** Terminal: a problem that leaves no way on. Problems with a way on are `-phase` with kind `problem`. */
  'family-auth-error': CustomEvent<ErrorDetail>;
  /** Terminal: left before anything was sent. */
  'family-auth-close': CustomEvent<CloseDetail>;
}

/**
 * The names of the element's events, for `addEventListener`.
 *
 * @example
 * ```ts
 * import type { FamilyAuthEventType } from 'family-auth';
 *
 * const ends: readonly FamilyAuthEventType[] = ['family-auth-complete', 'family-auth-error', 'family-auth-close'];
 * for (const end of ends) element.addEventListener(end, () => element.remove());
 * ```
 */
export type FamilyAuthEventType = keyof FamilyAuthEventMap;
