import { readFileSync } from 'node:fs';
import { maskNumber } from '../../src/identity/mask.ts';
import type { JudgementCheck } from '../src/judgement/judgement.ts';
import type { ReviewCase, ReviewDecision, ReviewDesk } from '../src/reviewer/review-desk.ts';
import { citizenOf, sessionOf } from './judged-session.ts';

export const APPLICATION_ID = 'app-finn-fixture';

/** A desk with one case on it: finn's face, submitted for anna. */
export function deskOfOne(
  more: Partial<ReviewCase> = {},
): ReviewDesk & { readonly decisions: ReviewDecision[] } {
  const { submission, parts, challenge } = sessionOf('finn', 'anna');
  const decisions: ReviewDecision[] = [];
  const checks: JudgementCheck[] = [
    { name: 'chain', passed: true, detail: { links: 14 } },
    { name: 'trace_planarity', passed: true, detail: { residual: 0.126 } },
    { name: 'landmarks_agree', passed: true },
    { name: 'frames_not_alike', passed: null, detail: { why: 'a film stands in for this person' } },
    { name: 'face_match', passed: false, detail: { band: 'person_decides', distance: 0.493 } },
  ];
  const review: ReviewCase = {
    applicationId: APPLICATION_ID,
    subjectName: '安*然',
    relationship: 'sibling',
    method: 'face_liveness',
    submittedAt: new Date('2026-11-23T02:01:00Z'),
    refusedBy: 'face_match',
    appeal: null,
    idNumber: maskNumber(citizenOf('anna').number),
    birthdate: '1988-03-12',
    operatorName: '林*欣',
    pictures: submission.challenge!.key_frames.map(({ n, step, purpose }) => ({
      n,
      role: 'frame' as const,
      action: challenge.plan[step]!.action,
      purpose,
    })),
    registryPhoto: true,
    checks,
    ...more,
  };
  const waits = (id: string) => id === review.applicationId && decisions.length === 0;
  return {
    decisions,
    queue: async () => (decisions.length === 0 ? [review] : []),
    find: async (id) => (waits(id) ? review : undefined),
    picture: async (id, n) => (waits(id) ? parts.get(n)?.bytes : undefined),
    registryPhoto: async (id) =>
      waits(id)
        ? new Uint8Array(readFileSync(new URL('../../src/testing/people/anna.idphoto.jpg', import.meta.url)))
        : undefined,
    async decide(id, decision) {
      if (!waits(id)) return false;
      decisions.push(decision);
      return true;
    },
  };
}
