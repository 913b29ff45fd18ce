import { maskName, maskNumber } from '@family-auth/library/identity/mask.ts';
import type { Without } from '@family-auth/library/protocol/challenge.ts';
import { openPart } from '@family-auth/library/seal/part.ts';
import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { isLapsed } from '../applications/find-application.ts';
import { manifestOf } from '../applications/load-judgement-input.ts';
import { awaitsRelative, settleJudgement } from '../applications/settle-judgement.ts';
import { birthdateOf, openStoredSubject } from '../applications/subject.ts';
import type { ReviewLook } from '../audit/audit-log.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications, submissions } from '../database/schema/applications.ts';
import { challengeSteps, challenges } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { judgements } from '../database/schema/judgements.ts';
import { operators } from '../database/schema/operators.ts';
import { KEPT_SIDE_PX } from '../evidence/plain-pictures.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';
import type { Citizen, CitizenRegistry } from '../registry/citizen-registry.ts';
import {
  actOnClaim,
  claimsThatHold,
  giveBackClaim,
  openProposals,
  proposeApproval,
  takeClaim,
} from './review-claims.ts';
import type {
  Claim,
  NoCase,
  Proposal,
  ReviewCase,
  ReviewDecision,
  ReviewDesk,
  ReviewPicture,
  ReviewSummary,
} from './review-desk.ts';

/** For its turn beside those of the operators whose pictures are judged. */
const OWNER = 'reviewers';

/** The reviewers' desk over database and blob store. */
export function openReviewDesk(backend: Backend, registry: CitizenRegistry): ReviewDesk {
  const { db } = backend;
  return {
    queue: () => waitingCases(backend),

    async summary(id) {
      const row = await waiting(db, id);
      return row && summaryOf(backend, row, await claimsThatHold(db), await openProposals(db));
    },

    async claim(id, reviewer) {
      if ((await waiting(db, id)) === undefined) return 'gone';
      return takeClaim(backend, id, reviewer);
    },

    release: (id, reviewer) => giveBackClaim(backend, id, reviewer),

    async find(id, reviewer) {
      const row = await claimed(backend, id, reviewer, 'case_opened');
      return typeof row === 'string' ? row : caseOf(backend, registry, row);
    },

    async identity(id, reviewer, purpose) {
      const row = await claimed(backend, id, reviewer, 'identity_shown', { purpose });
      if (typeof row === 'string') return row;
      const subject = await openStoredSubject(backend, row);
      return { name: subject.name, number: subject.id.number, birthdate: birthdateOf(subject) };
    },

    async picture(id, n, reviewer) {
      const row = await claimed(backend, id, reviewer, 'picture_opened', { n });
      return typeof row === 'string' ? undefined : openPicture(backend, id, n);
    },

    async registryPhoto(id, reviewer) {
      const row = await claimed(backend, id, reviewer, 'registry_photo_opened');
      const citizen = typeof row === 'string' ? undefined : await citizenOf(backend, registry, row);
      const photo = citizen && (await registry.photo(citizen));
      return photo && backend.pictures.forOwner(OWNER).plainPhoto(photo, KEPT_SIDE_PX);
    },

    async decide(id, decision, reviewer) {
      const row = await claimed(backend, id, reviewer);
      return typeof row === 'string' ? row : settle(backend, registry, id, decision, reviewer);
    },
  };
}

async function waiting(db: Database, id: string): Promise<ApplicationRow | undefined> {
  const [row] = await db.select().from(applications).where(eq(applications.id, id));
  return row?.status === 'manual_review' && !isLapsed(row) ? row : undefined;
}

/** The application, where a reviewer has it and it waits still; what they see of it is entered first. */
async function claimed(
  backend: Backend,
  id: string,
  reviewer: string,
  look?: ReviewLook,
  details?: Readonly<Record<string, unknown>>,
): Promise<ApplicationRow | NoCase> {
  const row = await waiting(backend.db, id);
  if (row === undefined) return 'gone';
  if (await actOnClaim(backend, id, reviewer, look, details)) return row;
  return (await waiting(backend.db, id)) === undefined ? 'gone' : 'not_claimed';
}

/** Settles a claimed case; the first approval of what the machine refused is only proposed. */
async function settle(
  backend: Backend,
  registry: CitizenRegistry,
  id: string,
  { decision, reason, note }: ReviewDecision,
  reviewer: string,
): ReturnType<ReviewDesk['decide']> {
  if (decision === 'approved' && needsTwo(await lastJudgement(backend, id), await withoutOf(backend, id))) {
    const proposed = await proposeApproval(backend, id, reviewer, note);
    if (proposed !== 'second') return proposed;
  }
  const settled = await settleJudgement(backend, registry, id, 'manual_review', {
    verdict: decision,
    reason: reason ?? undefined,
    checks: [],
    decidedBy: `reviewer:${reviewer}`,
    note,
  });
  return settled ? 'done' : 'gone';
}

async function waitingCases(backend: Backend): Promise<ReviewSummary[]> {
  const { db } = backend;
  const rows = await db
    .select()
    .from(applications)
    .where(and(eq(applications.status, 'manual_review'), gt(applications.expiresAt, new Date())))
    .orderBy(asc(applications.updatedAt));
  const [claims, proposals] = [await claimsThatHold(db), await openProposals(db)];
  return Promise.all(rows.map((row) => summaryOf(backend, row, claims, proposals)));
}

async function citizenOf(
  backend: Backend,
  registry: CitizenRegistry,
  row: ApplicationRow,
): Promise<Citizen | undefined> {
  const { id } = await openStoredSubject(backend, row);
  return registry.find(id.type, id.number);
}

/** Why a portrait was compared with nothing, see `judgement/judge-photos.ts`. */
const NOT_COMPARED = /^(no_registry_photo|registry_photo_unusable|portrait_faces_\d+)$/;

/**
 * Whether a person who approves needs a second one: the machine refused, or came to no end; or the register knows nobody of this
 * name and number, so that nobody hears of the link, and whoever ended one under another document is not known again; or a
 * portrait is all there is, and nothing that it could be compared with; or no turn was asked for, without which nothing tells a
 * head from a picture.
 */
const needsTwo = (judgement: JudgementRow | undefined, without: Without | null): boolean =>
  judgement?.verdict === 'rejected' ||
  without === 'head' ||
  ((judgement?.checks ?? []) as JudgementCheck[]).some(
    ({ name, passed, detail }) =>
      (name === 'identity' && passed === false) ||
      name === 'judgement_failed' ||
      (name === 'face_match' && passed === null && NOT_COMPARED.test(String(detail?.why))),
  );

async function caseOf(backend: Backend, registry: CitizenRegistry, row: ApplicationRow): Promise<ReviewCase> {
  const { db } = backend;
  const citizen = await citizenOf(backend, registry, row);
  const subject = await openStoredSubject(backend, row);
  const [operator] = await db.select().from(operators).where(eq(operators.sub, row.operatorSub));
  const judgement = await lastJudgement(backend, row.id);
  const without = await withoutOf(backend, row.id);
  return {
    ...(await summaryOf(backend, row, await claimsThatHold(db), await openProposals(db))),
    idNumber: maskNumber(subject.id.number),
    operatorName: maskName(operator?.name ?? ''),
    pictures: await picturesOf(backend, row),
    without,
    registryPhoto: citizen !== undefined && (await registry.photo(citizen)) !== undefined,
    checks: (judgement?.checks as JudgementCheck[] | undefined) ?? [],
    takesTwo: needsTwo(judgement, without),
    relativeAnswersNext: awaitsRelative(row),
  };
}

/** No byte that was sent goes to a browser: a copy of the pixels does, also where what is kept is a key frame as it came. */
async function openPicture({ db, blobs, keys, pictures }: Backend, id: string, n: number) {
  const parts = await db.select().from(evidenceParts).where(eq(evidenceParts.applicationId, id));
  const part = parts.find((each) => each.n === n && each.role !== 'trace' && each.deletedAt === null);
  if (part === undefined || part.keptSize === 0) return undefined;
  const { content } = await openPart(await blobs.get(part.blobKey), { keys: keys.decryption, app: id, n });
  return pictures.forOwner(OWNER).plainPhoto(content, KEPT_SIDE_PX);
}

type JudgementRow = typeof judgements.$inferSelect;

/** The machine's last. */
async function lastJudgement({ db }: Backend, id: string): Promise<JudgementRow | undefined> {
  const rows = await db
    .select()
    .from(judgements)
    .where(eq(judgements.applicationId, id))
    .orderBy(desc(judgements.id));
  return rows.find(({ decidedBy }) => decidedBy === 'machine');
}

async function summaryOf(
  backend: Backend,
  row: ApplicationRow,
  claims: ReadonlyMap<string, Claim>,
  proposals: ReadonlyMap<string, Proposal>,
): Promise<ReviewSummary> {
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
    claim: claims.get(row.id) ?? null,
    proposal: proposals.get(row.id) ?? null,
  };
}

/** By the session itself: a judgement that came to nothing says nothing of it. */
async function withoutOf({ db }: Backend, id: string): Promise<Without | null> {
  const [session] = await db
    .select({ without: challenges.without })
    .from(submissions)
    .innerJoin(challenges, eq(challenges.id, submissions.challengeId))
    .where(eq(submissions.applicationId, id));
  return session?.without ?? null;
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
  return parts.flatMap(({ n, role, deletedAt, keptSize }) => {
    if (role === 'trace' || deletedAt !== null) return [];
    const frame = challenge?.key_frames.find((each) => each.n === n);
    const action = steps.find(({ i }) => i === frame?.step)?.step.action;
    return [{ n, role, action, purpose: frame?.purpose, unreadable: keptSize === 0 }];
  });
}
