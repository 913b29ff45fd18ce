import type { CheckName } from './check-names.ts';
import { FACE_CHECKS, judgeFace } from './judge-face.ts';
import { judgePhotos, PHOTO_CHECKS } from './judge-photos.ts';
import type { Judgement, JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';
import type { Remembered } from './remembered.ts';
import { Refusal, startSheet } from './sheet.ts';

/**
 * Judges one submission. Every check fails closed and the first that refuses ends it; whatever goes wrong in the
 * machinery itself is thrown, so that the job is tried again and nothing is ever approved for want of an answer.
 *
 * @throws what the ports throw; `RangeError` for a method that is not judged here.
 */
export async function judgeApplication(
  input: JudgementInput,
  ports: JudgementPorts,
  signal?: AbortSignal,
): Promise<Judgement> {
  const remember: Remembered = [];
  const face = input.method === 'face_liveness';
  if (!face && input.method !== 'portrait_photo' && input.method !== 'document_review') {
    throw new RangeError(`The method ${input.method} is not judged by a machine.`);
  }
  const names: readonly CheckName[] = face ? FACE_CHECKS : PHOTO_CHECKS;
  const sheet = startSheet(names);
  try {
    if (face) await judgeFace(input, ports, sheet, remember, signal);
    else await judgePhotos(input, ports, sheet, remember, signal);
    return withDistance({ ...sheet.conclude(), remember });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return withDistance({ ...sheet.conclude(error), remember });
  }
}

function withDistance(judgement: Judgement): Judgement {
  const distance = judgement.checks.find(({ name }) => name === 'face_match')?.detail?.distance;
  return typeof distance === 'number' ? { ...judgement, faceDistance: distance } : judgement;
}
