import { readFileSync } from 'node:fs';
import { maskNumber } from '@family-auth/library/identity/mask.ts';
import type { JudgementCheck } from '../../src/judgement/judgement.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import {
  CLAIM_MINUTES,
  type Claim,
  type NoCase,
  type ReviewCase,
  type ReviewDecision,
  type ReviewDesk,
} from '../../src/reviewer/review-desk.ts';
import { citizenOf, sessionOf } from '../judgement/judged-session.ts';

export const APPLICATION_ID = 'app-finn-fixture';

/** A desk with one case on it: finn's face, submitted for anna. */
export function deskOfOne(
  more: Partial<ReviewCase> = {},
): ReviewDesk & { readonly decisions: (ReviewDecision & { readonly reviewer: string })[] } {
  const { submission, parts, challenge } = sessionOf('finn', 'anna');
  const decisions: (ReviewDecision & { readonly reviewer: string })[] = [];
  const checks: JudgementCheck[] = [
    { name: 'chain', passed: true, detail: { links: 14 } },
    { name: 'trace_planarity', passed: true, detail: { relief: 0.926 } },
    { name: 'landmarks_agree', passed: true },
    { name: 'frames_not_alike', passed: null, detail: { why: 'a scripted video shows this person' } },
    { name: 'face_match', passed: false, detail: { band: 'person_decides', distance: 0.493 } },
  ];
  const review: ReviewCase = {
    applicationId: APPLICATION_ID,
    subjectName: '安*然',
    relationship: 'sibling',
    method: 'face_liveness',
    submittedAt: new Date('2026-11-23T02:01:00Z'),
    decideBy: new Date('2026-12-08T02:01:00Z'),
    refusedBy: 'face_match',
    appeal: null,
    idNumber: maskNumber(citizenOf('anna').number),
    operatorName: '林*欣',
    pictures: submission.challenge!.key_frames.map(({ n, step, purpose }) => ({
      n,
      role: 'frame' as const,
      action: challenge.plan[step]!.action,
      purpose,
      unreadable: false,
    })),
    without: null,
    registryPhoto: true,
    checks,
    claim: null,
    proposal: null,
    takesTwo: false,
    relativeAnswersNext: false,
    history: [
      {
        at: new Date('2026-11-23T02:01:00Z'),
        actor: 'operator:sub-of-an-operator-123',
        action: 'application.submitted',
        details: { version: 2 },
      },
      {
        at: new Date('2026-11-23T02:02:00Z'),
        actor: 'system',
        action: 'application.manual_review',
        details: { version: 4 },
      },
    ],
    remarks: [],
    ...more,
  };
  let claim: Claim | null = null;
  const waits = (id: string) => id === review.applicationId && decisions.length === 0;
  const has = (id: string, reviewer: string) => waits(id) && claim?.reviewer === reviewer;
  const noCase = (id: string): NoCase => (waits(id) ? 'not_claimed' : 'gone');
  const now = () => ({ ...review, claim });
  return {
    decisions,
    queue: async () => ({
      cases: decisions.length === 0 ? [now()] : [],
      total: decisions.length === 0 ? 1 : 0,
      next: null,
    }),
    searchOf: async (typed) => typed,
    next: async () => undefined,
    recent: async () => [],
    undo: async () => 'too_late',
    summary: async (id) => (waits(id) ? now() : undefined),
    async claim(id, reviewer) {
      if (!waits(id)) return 'gone';
      if (claim !== null && claim.reviewer !== reviewer) return 'taken';
      claim = { reviewer, since: new Date(), until: new Date(Date.now() + CLAIM_MINUTES * 60_000) };
      return 'claimed';
    },
    async release(id, reviewer) {
      if (has(id, reviewer)) claim = null;
    },
    find: async (id, reviewer) => (has(id, reviewer) ? now() : noCase(id)),
    identity: async (id, reviewer) =>
      has(id, reviewer)
        ? { name: '安晓然', number: citizenOf('anna').number, birthdate: '1988-03-12' }
        : noCase(id),
    picture: async (id, n, reviewer) => (has(id, reviewer) ? parts.get(n)?.bytes : undefined),
    registryPhoto: async (id, reviewer) =>
      has(id, reviewer)
        ? new Uint8Array(readFileSync(new URL('anna.idphoto.jpg', RENDERED_PEOPLE)))
        : undefined,
    async decide(id, decision, reviewer) {
      if (!has(id, reviewer)) return noCase(id);
      decisions.push({ ...decision, reviewer });
      return 'done';
    },
  };
}
