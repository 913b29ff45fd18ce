import { screenGroup } from '../render-phase.ts';
import { camera } from '../styles/camera.ts';
import { card as cardStyle } from '../styles/card.ts';
import { cameraPermission, captured, slowDevice } from '../views/camera.ts';
import { card, confirmUnbind } from '../views/card.ts';
import { confirmConsentWithdrawal, consentWithdrawn } from '../views/consent-withdrawal.ts';
import { appealing, approved, expired, rejected } from '../views/decision.ts';
import { deviceCode, deviceDone, deviceMatch, deviceOffer } from '../views/device.ts';
import { getReady } from '../views/get-ready.ts';
import { handOff, handOffFollow, handOffMatch, handOffOver } from '../views/hand-off.ts';
import { live } from '../views/live.ts';
import { photos, takingPhoto } from '../views/photos.ts';
import { appointment, subjectConsent, subjectLogin } from '../views/subject.ts';
import { confirmWithdraw, sending, waiting, withdrawn } from '../views/waiting.ts';

export { Sounds } from '../sounds.ts';

export const screens = screenGroup<'verification'>(
  {
    photos,
    taking_photo: takingPhoto,
    get_ready: getReady,
    slow_device: slowDevice,
    camera_permission: cameraPermission,
    framing: live,
    calibrating: live,
    prompt: live,
    once_more: live,
    hand_off: handOff,
    hand_off_match: handOffMatch,
    hand_off_follow: handOffFollow,
    hand_off_over: handOffOver,
    device_code: deviceCode,
    device_offer: deviceOffer,
    device_match: deviceMatch,
    device_done: deviceDone,
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
  },
  [camera, cardStyle],
);
