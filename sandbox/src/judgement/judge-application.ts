import type { Method } from '@family-auth/library/protocol/common.ts';
import type { CheckName } from './check-names.ts';
import { type CheckRecord, Refusal, startCheckRecord } from './check-record.ts';
import type { Remembered } from './checks/earlier.ts';
import { AGREEMENT_CHECKS, judgeAgreement } from './judge-agreement.ts';
import { FACE_CHECKS, judgeFace } from './judge-face.ts';
import { judgePhotos, PHOTO_CHECKS } from './judge-photos.ts';
import type { Judgement, JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';

/**
 * Judges one submission. Every check fails closed and the first that refuses ends it; whatever goes wrong in the
 * machinery itself is thrown, so that the job is tried again and nothing is ever approved for want of an answer.
 *
 * @throws what the ports throw.
 */
export async function judgeApplication(
  input: JudgementInput,
  ports: JudgementPorts,
  signal?: AbortSignal,
): Promise<Judgement> {
  const remember: Remembered = [];
  const { names, judge } = kindOf(input.method);
  const record = startCheckRecord(names);
  try {
    const awaiting = await judge(input, ports, record, remember, signal);
    const conclusion = record.conclude();
    if (awaiting) return { ...conclusion, verdict: 'awaiting_subject', remember };
    return withDistance({ ...conclusion, remember });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return withDistance({ ...record.conclude(error), remember });
  }
}

interface Kind {
  /** Every check of this kind, in order. */
  readonly names: readonly CheckName[];
  /** @returns `true` when the relative's own word is still awaited. */
  judge(
    input: JudgementInput,
    ports: JudgementPorts,
    record: CheckRecord,
    remember: Remembered,
    signal: AbortSignal | undefined,
  ): Promise<boolean>;
}

function kindOf(method: Method): Kind {
  switch (method) {
    case 'face_liveness':
      return { names: FACE_CHECKS, judge: (...args) => judgeFace(...args).then(() => false) };
    case 'portrait_photo':
    case 'document_review':
      return { names: PHOTO_CHECKS, judge: (...args) => judgePhotos(...args).then(() => false) };
    case 'subject_login':
    case 'in_person':
      return { names: AGREEMENT_CHECKS, judge: judgeAgreement };
  }
}

function withDistance(judgement: Judgement): Judgement {
  const distance = judgement.checks.find(({ name }) => name === 'face_match')?.detail?.distance;
  return typeof distance === 'number' ? { ...judgement, faceDistance: distance } : judgement;
}
