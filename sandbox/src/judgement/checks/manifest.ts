import { PHOTO_ROLES } from '@family-auth/library/protocol/application.ts';
import type { Finding } from '../check-record.ts';
import type { JudgementInput } from '../judgement.ts';

/** The signed manifest speaks of the operator, client and application it was posted for. */
export function checkManifestBinding(input: JudgementInput): Finding {
  const { submission, operator, applicationId, relationship, method } = input;
  const wrong = Object.entries({
    sub: submission.sub === operator.sub,
    iss: submission.iss === operator.clientId,
    app: submission.app === applicationId,
    relationship: submission.relationship === relationship,
    method: submission.method === method,
  }).find(([, right]) => !right);
  return wrong ? { passed: false, detail: { claim: wrong[0] } } : { passed: true };
}

/** Parts listed and parts received are the same; the key frame list names every frame part once, and one trace is there. */
export function checkManifestParts({ submission, parts, method }: JudgementInput): Finding {
  const listed = new Map(submission.parts.map(({ n, role }) => [n, role]));
  const same =
    listed.size === submission.parts.length &&
    listed.size === parts.size &&
    [...parts].every(([n, { role }]) => listed.get(n) === role);
  const count = (role: string) => submission.parts.filter((part) => part.role === role).length;
  const detail = { listed: listed.size, received: parts.size, frames: count('frame') };
  if (method !== 'face_liveness') {
    const photos = PHOTO_ROLES.every((role) => count(role) <= 1);
    return { passed: same && photos && count('frame') === 0 && count('trace') === 0, detail };
  }
  const frames = submission.challenge?.key_frames ?? [];
  const named = new Set(frames.map(({ n }) => n));
  const framesFit =
    frames.length > 0 &&
    named.size === frames.length &&
    frames.length === count('frame') &&
    frames.every(({ n }) => listed.get(n) === 'frame');
  return { passed: same && framesFit && count('trace') === 1, detail };
}
