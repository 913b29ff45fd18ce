import { type Submission, SubmissionSchema } from '@family-auth/library/protocol/submission.ts';
import { openPart } from '@family-auth/library/seal/part.ts';
import { asc, eq } from 'drizzle-orm';
import { base64url } from 'jose';
import * as z from 'zod/mini';
import type { Backend } from '../context/backend.ts';
import { type ApplicationRow, type SubmissionRow, submissions } from '../database/schema/applications.ts';
import { challengeSteps, challenges } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { operators } from '../database/schema/operators.ts';
import { earlierFrames } from '../evidence/earlier-frames.ts';
import type { JudgedChallenge, JudgedPart, JudgementInput } from '../judgement/judgement.ts';
import { openStoredSubject } from './subject.ts';

/**
 * Gathers all that a judgement rests on and opens what is encrypted.
 *
 * @throws SealError when a part does not open: it was not encrypted to this backend, or was altered before it came.
 */
export async function loadJudgementInput(
  backend: Backend,
  application: ApplicationRow,
): Promise<JudgementInput> {
  const { db } = backend;
  const { id, method, relationship, operatorSub, clientId, subjectHash } = application;
  const [submission] = await db.select().from(submissions).where(eq(submissions.applicationId, id));
  if (submission === undefined) throw new Error('The application has no submission to judge.');
  const [operator] = await db.select().from(operators).where(eq(operators.sub, operatorSub));
  if (operator === undefined) throw new Error("The operator's account no longer exists.");
  return {
    applicationId: id,
    method,
    relationship,
    subject: await openStoredSubject(backend, application),
    subjectHash,
    operator: {
      sub: operatorSub,
      jkt: submission.jkt,
      clientId,
      birthYear: operator.birthYear ?? undefined,
      numberHash: operator.numberHash,
    },
    submission: manifestOf(submission),
    submissionSha256: submission.sha256,
    challenge: await loadChallenge(backend, submission),
    parts: await loadParts(backend, id),
    agreedBy: application.subjectAnswer?.by,
    earlier: earlierFrames(db, application),
  };
}

/** The signature was verified when it came in; these are the bytes that were verified. */
export function manifestOf({ jws }: Pick<SubmissionRow, 'jws'>): Submission {
  if (jws === null) throw new Error('The submission has been erased.');
  const { payload } = JSON.parse(jws) as { payload: string };
  return z.parse(SubmissionSchema, JSON.parse(new TextDecoder().decode(base64url.decode(payload))));
}

async function loadParts(
  { db, blobs, keys }: Backend,
  app: string,
): Promise<ReadonlyMap<number, JudgedPart>> {
  const rows = await db.select().from(evidenceParts).where(eq(evidenceParts.applicationId, app));
  const opened = rows.map(async ({ n, blobKey }): Promise<[number, JudgedPart]> => {
    const { header, content } = await openPart(await blobs.get(blobKey), { keys: keys.decryption, app, n });
    return [n, { role: header.role, bytes: content }];
  });
  return new Map(await Promise.all(opened));
}

async function loadChallenge(
  { db, settings }: Backend,
  { challengeId, receivedAt }: SubmissionRow,
): Promise<JudgedChallenge | undefined> {
  if (challengeId === null) return undefined;
  const [challenge] = await db.select().from(challenges).where(eq(challenges.id, challengeId));
  const steps = await db
    .select()
    .from(challengeSteps)
    .where(eq(challengeSteps.challengeId, challengeId))
    .orderBy(asc(challengeSteps.i));
  if (challenge === undefined || steps.some(({ receipt }) => receipt === null)) {
    throw new Error('The live-face session is not complete.');
  }
  return {
    id: challenge.id,
    nonce: challenge.nonce,
    policyVersion: challenge.policyVersion,
    measuredFps: challenge.measuredFps,
    frame: { width: challenge.frameWidth, height: challenge.frameHeight },
    pace: challenge.pace,
    without: challenge.without,
    expiresAtMs: challenge.expiresAt.getTime(),
    submittedAtMs: receivedAt.getTime(),
    triesToday: challenge.triesToday,
    triesThisMonth: challenge.triesThisMonth,
    machineTries: { perDay: settings.faceTries.machinePerDay, perMonth: settings.faceTries.machinePerMonth },
    // The intake takes one submission a session, in one transaction.
    usedBefore: false,
    plan: challenge.plan,
    steps: steps.map(({ i, revealedAtMs, committedAtMs, chain, frames, elapsedMs }) => ({
      i,
      revealedAtMs,
      committedAtMs: committedAtMs!,
      chain: chain!,
      frames: frames!,
      elapsedMs: elapsedMs!,
    })),
    receipts: steps.map(({ receipt }) => receipt!),
  };
}
