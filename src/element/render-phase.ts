import type { TemplateResult } from 'lit';
import type { Phase, PhaseKind, PhaseOf } from '../session/phase.ts';
import type { View } from './view.ts';
import { cameraPermission, captured, slowDevice } from './views/camera.ts';
import { card, confirmUnbind } from './views/card.ts';
import { chooseMethod } from './views/choose-method.ts';
import { consent } from './views/consent.ts';
import { confirmConsentWithdrawal, consentWithdrawn } from './views/consent-withdrawal.ts';
import { appealing, approved, expired, rejected } from './views/decision.ts';
import { details } from './views/details.ts';
import { family } from './views/family.ts';
import { getReady } from './views/get-ready.ts';
import { live } from './views/live.ts';
import { loggingIn, starting, welcome } from './views/login.ts';
import { photos, takingPhoto } from './views/photos.ts';
import { problem } from './views/problem.ts';
import { appointment, subjectConsent, subjectLogin } from './views/subject.ts';
import { confirmWithdraw, sending, waiting, withdrawn } from './views/waiting.ts';

/** The screen of each phase. A phase without one does not compile. */
const SCREENS: { readonly [Kind in PhaseKind]: (view: View, phase: PhaseOf<Kind>) => TemplateResult } = {
  starting,
  welcome,
  logging_in: loggingIn,
  family,
  details,
  consent,
  choose_method: chooseMethod,
  photos,
  taking_photo: takingPhoto,
  get_ready: getReady,
  slow_device: slowDevice,
  camera_permission: cameraPermission,
  framing: live,
  calibrating: live,
  prompt: live,
  once_more: live,
  captured,
  sending,
  waiting,
  subject_login: subjectLogin,
  subject_consent: subjectConsent,
  appointment,
  confirm_withdraw: confirmWithdraw,
  withdrawn,
  approved,
  rejected,
  expired,
  confirm_consent_withdrawal: confirmConsentWithdrawal,
  consent_withdrawn: consentWithdrawn,
  appealing,
  card,
  confirm_unbind: confirmUnbind,
  problem,
};

/** Phase → pixels. */
export function renderPhase(view: View, phase: Phase): TemplateResult {
  // That a kind's screen takes the phase of that kind is what the table's type says.
  const render = SCREENS[phase.kind] as (view: View, phase: Phase) => TemplateResult;
  return render(view, phase);
}
