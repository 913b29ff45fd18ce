import type { TemplateResult } from 'lit';
import type { Phase } from '../session/phase.ts';
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

/** Phase → pixels. A phase without a screen does not compile. */
export function renderPhase(view: View, phase: Phase): TemplateResult {
  switch (phase.kind) {
    case 'starting':
      return starting(view, phase);
    case 'welcome':
      return welcome(view, phase);
    case 'logging_in':
      return loggingIn(view, phase);
    case 'family':
      return family(view, phase);
    case 'details':
      return details(view, phase);
    case 'consent':
      return consent(view, phase);
    case 'choose_method':
      return chooseMethod(view, phase);
    case 'photos':
      return photos(view, phase);
    case 'taking_photo':
      return takingPhoto(view, phase);
    case 'get_ready':
      return getReady(view, phase);
    case 'slow_device':
      return slowDevice(view, phase);
    case 'camera_permission':
      return cameraPermission(view, phase);
    case 'framing':
    case 'calibrating':
    case 'prompt':
    case 'once_more':
      return live(view, phase);
    case 'captured':
      return captured(view, phase);
    case 'sending':
      return sending(view, phase);
    case 'waiting':
      return waiting(view, phase);
    case 'subject_login':
      return subjectLogin(view, phase);
    case 'subject_consent':
      return subjectConsent(view, phase);
    case 'appointment':
      return appointment(view, phase);
    case 'confirm_withdraw':
      return confirmWithdraw(view, phase);
    case 'withdrawn':
      return withdrawn(view, phase);
    case 'approved':
      return approved(view, phase);
    case 'rejected':
      return rejected(view, phase);
    case 'expired':
      return expired(view, phase);
    case 'confirm_consent_withdrawal':
      return confirmConsentWithdrawal(view, phase);
    case 'consent_withdrawn':
      return consentWithdrawn(view, phase);
    case 'appealing':
      return appealing(view, phase);
    case 'card':
      return card(view, phase);
    case 'confirm_unbind':
      return confirmUnbind(view, phase);
    case 'problem':
      return problem(view, phase);
  }
}
