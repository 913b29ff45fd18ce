import type { Phase, PhaseKind } from './phase.ts';

/** What holds for all phases of a kind. */
interface PhaseTraits {
  /** The step on top of the screen; `as_before`: that of the phase before it. */
  readonly stage: Phase['stage'] | 'as_before';
  /**
   * `application`: one relative on the way from their details to a decision. `decision`: the screens that end it. `home`:
   * outside of any application. `interlude`: comes in between, what was typed stays.
   */
  readonly scope: 'start' | 'home' | 'application' | 'decision' | 'interlude';
  /** Shown over the running camera of a live-face check. */
  readonly live: boolean;
}

/** The one list of phases: a kind of `Phase` without a row here does not compile, nor a row without a kind. */
// biome-ignore format: a row a line
export const PHASES = {
  starting: { stage: null, scope: 'start', live: false },
  welcome: { stage: 'login', scope: 'home', live: false },
  logging_in: { stage: 'login', scope: 'interlude', live: false },
  family: { stage: null, scope: 'home', live: false },
  details: { stage: 'details', scope: 'application', live: false },
  consent: { stage: 'details', scope: 'application', live: false },
  choose_method: { stage: 'details', scope: 'application', live: false },
  photos: { stage: 'face', scope: 'application', live: false },
  taking_photo: { stage: 'face', scope: 'application', live: false },
  get_ready: { stage: 'face', scope: 'application', live: false },
  slow_device: { stage: 'face', scope: 'application', live: false },
  camera_permission: { stage: 'face', scope: 'application', live: false },
  framing: { stage: 'face', scope: 'application', live: true },
  calibrating: { stage: 'face', scope: 'application', live: true },
  prompt: { stage: 'face', scope: 'application', live: true },
  once_more: { stage: 'face', scope: 'application', live: true },
  hand_off: { stage: 'face', scope: 'application', live: false },
  hand_off_match: { stage: 'face', scope: 'application', live: false },
  hand_off_follow: { stage: 'face', scope: 'application', live: false },
  hand_off_over: { stage: 'as_before', scope: 'interlude', live: false },
  device_code: { stage: null, scope: 'start', live: false },
  device_offer: { stage: null, scope: 'home', live: false },
  device_match: { stage: null, scope: 'home', live: false },
  captured: { stage: 'face', scope: 'application', live: false },
  sending: { stage: 'face', scope: 'application', live: false },
  waiting: { stage: 'result', scope: 'application', live: false },
  subject_login: { stage: 'face', scope: 'application', live: false },
  subject_consent: { stage: 'face', scope: 'application', live: false },
  appointment: { stage: 'face', scope: 'application', live: false },
  confirm_withdraw: { stage: 'result', scope: 'application', live: false },
  withdrawn: { stage: 'result', scope: 'decision', live: false },
  approved: { stage: 'result', scope: 'decision', live: false },
  rejected: { stage: 'result', scope: 'decision', live: false },
  expired: { stage: 'result', scope: 'decision', live: false },
  appealing: { stage: 'result', scope: 'decision', live: false },
  device_done: { stage: null, scope: 'home', live: false },
  card: { stage: null, scope: 'home', live: false },
  confirm_unbind: { stage: null, scope: 'home', live: false },
  confirm_consent_withdrawal: { stage: null, scope: 'decision', live: false },
  consent_withdrawn: { stage: null, scope: 'decision', live: false },
  problem: { stage: 'as_before', scope: 'interlude', live: false },
} as const satisfies { readonly [Kind in PhaseKind]: PhaseTraits };

/** Kinds of the phases that are shown over the running camera. */
export type LiveKind = {
  [Kind in PhaseKind]: (typeof PHASES)[Kind]['live'] extends true ? Kind : never;
}[PhaseKind];
