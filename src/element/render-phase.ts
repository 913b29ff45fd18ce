import type { TemplateResult } from 'lit';
import type { Phase, PhaseKind, PhaseOf } from '../session/phase.ts';
import type { View } from './view.ts';
import { appealing } from './views/appealing.ts';
import { appointment } from './views/appointment.ts';
import { approved } from './views/approved.ts';
import { cameraPermission } from './views/camera-permission.ts';
import { captured } from './views/captured.ts';
import { card } from './views/card.ts';
import { chooseMethod } from './views/choose-method.ts';
import { confirmUnbind } from './views/confirm-unbind.ts';
import { consent } from './views/consent.ts';
import { confirmConsentWithdrawal, consentWithdrawn } from './views/consent-withdrawal.ts';
import { details } from './views/details.ts';
import { expired } from './views/expired.ts';
import { family } from './views/family.ts';
import { getReady } from './views/get-ready.ts';
import { live } from './views/live.ts';
import { loggingIn } from './views/logging-in.ts';
import { photos } from './views/photos.ts';
import { problem } from './views/problem.ts';
import { rejected } from './views/rejected.ts';
import { sending } from './views/sending.ts';
import { slowDevice } from './views/slow-device.ts';
import { starting } from './views/starting.ts';
import { subjectConsent } from './views/subject-consent.ts';
import { subjectLogin } from './views/subject-login.ts';
import { takingPhoto } from './views/taking-photo.ts';
import { waiting } from './views/waiting.ts';
import { welcome } from './views/welcome.ts';
import { confirmWithdraw, withdrawn } from './views/withdraw.ts';

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
