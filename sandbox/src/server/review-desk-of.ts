import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { dateInChina } from '../../../src/identity/dates.ts';
import { validateIdNumber } from '../../../src/identity/id-number.ts';
import { maskName, maskNumber } from '../../../src/identity/mask.ts';
import { openPart } from '../../../src/seal/open-part.ts';
import { isLapsed } from '../api/applications/find-application.ts';
import { type ApplicationRow, applications, submissions } from '../database/schema/applications.ts';
import { challengeSteps } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { judgements } from '../database/schema/judgements.ts';
import { operators } from '../database/schema/operators.ts';
import { manifestOf } from '../jobs/load-judgement-input.ts';
import { openStoredSubject } from '../jobs/open-stored-subject.ts';
import { settleJudgement } from '../jobs/settle-judgement.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';
import type { Citizen, CitizenRegistry } from '../registry/citizen-registry.ts';
import type { ReviewCase, ReviewDesk, ReviewPicture, ReviewSummary } from '../reviewer/review-desk.ts';
import type { Backend } from './backend.ts';

/** The reviewers' desk over database and blob store. */
export function reviewDeskOf(backend: Backend, registry: CitizenRegistry): ReviewDesk {
  const { db } = backend;

  const waiting = async (id: string): Promise<ApplicationRow | undefined> => {
    const [row] = await db.select().from(applications).where(eq(applications.id, id));
    return row?.status === 'manual_review' && !isLapsed(row) ? row : undefined;
  };
  const citizenOf = async (row: ApplicationRow) => {
    const { id } = await openStoredSubject(backend, row);
    return registry.find(id.type, id.number);
  };

  return {
    async queue() {
      const rows = await db
        .select()
        .from(applications)
        .where(and(eq(applications.status, 'manual_review'), gt(applications.expiresAt, new Date())))
        .orderBy(asc(applications.updatedAt));
      return Promise.all(rows.map((row) => summaryOf(backend, row)));
    },

    async find(id) {
      const row = await waiting(id);
      if (row === undefined) return undefined;
      return caseOf(backend, row, await citizenOf(row), registry);
    },

    async picture(id, n) {
      if ((await waiting(id)) === undefined) return undefined;
      return openPicture(backend, id, n);
    },

    async registryPhoto(id) {
      const row = await waiting(id);
      const citizen = row && (await citizenOf(row));
      return citizen && registry.photo(citizen);
    },

    decide: (id, { decision, reason, note, reviewer }) =>
      settleJudgement(backend, registry, id, 'manual_review', {
        verdict: decision,
        reason: reason ?? undefined,
        checks: [],
        decidedBy: `reviewer:${reviewer}`,
        note,
      }),
  };
}

async function caseOf(
  backend: Backend,
  row: ApplicationRow,
  citizen: Citizen | undefined,
  registry: CitizenRegistry,
): Promise<ReviewCase> {
  const { db } = backend;
  const subject = await openStoredSubject(backend, row);
  const [operator] = await db.select().from(operators).where(eq(operators.sub, row.operatorSub));
  const reading = validateIdNumber(subject.id.type, subject.id.number, dateInChina(Date.now()));
  return {
    ...(await summaryOf(backend, row)),
    idNumber: maskNumber(subject.id.number),
    birthdate: (reading.valid ? reading.birthdate : null) ?? subject.birthdate ?? null,
    operatorName: maskName(operator?.name ?? ''),
    pictures: await picturesOf(backend, row),
    registryPhoto: citizen !== undefined && (await registry.photo(citizen)) !== undefined,
    checks: ((await lastJudgement(backend, row.id))?.checks as JudgementCheck[] | undefined) ?? [],
  };
}

async function openPicture({ db, blobs, keys }: Backend, id: string, n: number) {
  const parts = await db.select().from(evidenceParts).where(eq(evidenceParts.applicationId, id));
  const part = parts.find((each) => each.n === n && each.role !== 'trace' && each.deletedAt === null);
  if (part === undefined) return undefined;
  const { content } = await openPart(await blobs.get(part.blobKey), { keys: keys.decryption, app: id, n });
  return content;
}

async function lastJudgement({ db }: Backend, id: string) {
  const rows = await db
    .select()
    .from(judgements)
    .where(eq(judgements.applicationId, id))
    .orderBy(desc(judgements.id));
  return rows.find(({ decidedBy }) => decidedBy === 'machine');
}

async function summaryOf(backend: Backend, row: ApplicationRow): Promise<ReviewSummary> {
  const [submission] = await backend.db
    .select({ receivedAt: submissions.receivedAt })
    .from(submissions)
    .where(eq(submissions.applicationId, row.id));
  const judgement = await lastJudgement(backend, row.id);
  return {
    applicationId: row.id,
    subjectName: row.subjectName,
    relationship: row.relationship,
    method: row.method,
    submittedAt: submission?.receivedAt ?? row.updatedAt,
    refusedBy: row.appealText === null ? (judgement?.refusedBy ?? null) : null,
    appeal: row.appealText,
  };
}

/** Key frames with what they were kept for, and photos. */
async function picturesOf({ db }: Backend, { id }: ApplicationRow): Promise<ReviewPicture[]> {
  const [submission] = await db.select().from(submissions).where(eq(submissions.applicationId, id));
  if (submission === undefined) return [];
  const { challenge } = manifestOf(submission);
  const steps = await db
    .select({ i: challengeSteps.i, step: challengeSteps.step })
    .from(challengeSteps)
    .where(eq(challengeSteps.challengeId, submission.challengeId ?? ''));
  const parts = await db
    .select()
    .from(evidenceParts)
    .where(eq(evidenceParts.applicationId, id))
    .orderBy(asc(evidenceParts.n));
  return parts.flatMap(({ n, role, deletedAt }) => {
    if (role === 'trace' || deletedAt !== null) return [];
    const frame = challenge?.key_frames.find((each) => each.n === n);
    const action = steps.find(({ i }) => i === frame?.step)?.step.action;
    return [{ n, role, action, purpose: frame?.purpose }];
  });
}
