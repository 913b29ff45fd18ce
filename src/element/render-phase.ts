import type { CSSResultGroup, TemplateResult } from 'lit';
import type { Phase, PhaseKind, PhaseOf } from '../session/phase.ts';
import type { View } from './view.ts';

/**
 * Which part of the script draws a phase; each is loaded when it is come to. A phase without a row does not compile.
 * `welcome`: what comes before somebody has logged in, and problems. `form`: up to the consent. `verification`: all that follows.
 */
const GROUPS = {
  starting: 'welcome',
  welcome: 'welcome',
  logging_in: 'welcome',
  problem: 'welcome',
  family: 'form',
  details: 'form',
  consent: 'form',
  choose_method: 'form',
  photos: 'verification',
  taking_photo: 'verification',
  get_ready: 'verification',
  slow_device: 'verification',
  camera_permission: 'verification',
  framing: 'verification',
  calibrating: 'verification',
  prompt: 'verification',
  once_more: 'verification',
  hand_off: 'verification',
  hand_off_match: 'verification',
  hand_off_follow: 'verification',
  hand_off_over: 'verification',
  device_code: 'verification',
  device_offer: 'verification',
  device_match: 'verification',
  device_done: 'verification',
  captured: 'verification',
  sending: 'verification',
  waiting: 'verification',
  subject_login: 'verification',
  subject_consent: 'verification',
  appointment: 'verification',
  confirm_withdraw: 'verification',
  withdrawn: 'verification',
  approved: 'verification',
  rejected: 'verification',
  expired: 'verification',
  confirm_consent_withdrawal: 'verification',
  consent_withdrawn: 'verification',
  appealing: 'verification',
  card: 'verification',
  confirm_unbind: 'verification',
} as const satisfies { readonly [Kind in PhaseKind]: string };

export type GroupName = (typeof GROUPS)[PhaseKind];

export const groupOf = ({ kind }: Phase): GroupName => GROUPS[kind];

/** The screen of each phase of a group. */
export type ScreensOf<Group extends GroupName> = {
  readonly [Kind in PhaseKind as (typeof GROUPS)[Kind] extends Group ? Kind : never]: (
    view: View,
    phase: PhaseOf<Kind>,
  ) => TemplateResult;
};

/** Screens that are loaded together. */
export interface ScreenGroup {
  /** Phase → pixels, for the phases of this group. */
  draw(view: View, phase: Phase): TemplateResult;
  readonly styles: CSSResultGroup;
}

export function screenGroup<Group extends GroupName>(
  screens: ScreensOf<Group>,
  styles: CSSResultGroup,
): ScreenGroup {
  // That a kind's screen takes the phase of that kind is what the table's type says.
  const all = screens as unknown as Readonly<Record<string, (view: View, phase: Phase) => TemplateResult>>;
  return { styles, draw: (view, phase) => all[phase.kind]!(view, phase) };
}
