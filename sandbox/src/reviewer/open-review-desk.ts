import { maskName, maskNumber } from '@family-auth/library/identity/mask.ts';
import type { Without } from '@family-auth/library/protocol/challenge.ts';
import { openPart } from '@family-auth/library/seal/part.ts';
import { and, asc, desc, eq, ne } from 'drizzle-orm';
import { settleHeld } from '../applications/held-decisions.ts';
import { manifestOf } from '../applications/load-judgement-input.ts';
import { awaitsRelative } from '../applications/settle-judgement.ts';
import { birthdateOf, openStoredSubject } from '../applications/subject.ts';
import type { ReviewLook } from '../audit/audit-log.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications, submissions } from '../database/schema/applications.ts';
import { auditEntries } from '../database/schema/audit.ts';
import { challengeSteps, challenges } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { judgements } from '../database/schema/judgements.ts';
import { operators } from '../database/schema/operators.ts';
import { KEPT_SIDE_PX } from '../evidence/plain-pictures.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';
import type { Citizen, CitizenRegistry } from '../registry/citizen-registry.ts';
import { holdDecision, recentDecisions, takeBack } from './held-decisions.ts';
import { actOnClaim, giveBackClaim, proposeApproval, takeClaim, waitsForReview } from './review-claims.ts';
import type { NoCase, ReviewCase, ReviewDecision, ReviewDesk, ReviewPicture } from './review-desk.ts';
import { readQueue, searchOf, summaryOfCase, takeNext } from './review-queue.ts';

/** For its turn beside those of the operators whose pictures are judged. */
const OWNER = 'reviewers';

/** The reviewers' desk over database and blob store. */
export function openReviewDesk(backend: Backend, registry: CitizenRegistry): ReviewDesk {
  const { db } = backend;
  return {
    queue: (reviewer, filter, after) => readQueue(backend, reviewer, filter, after),
    searchOf: (typed) => searchOf(backend, typed),
    next: (reviewer, filter, passedOver) => takeNext(backend, reviewer, filter, passedOver),
    summary: (id) => summaryOfCase(backend, id),

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

    recent: (reviewer) => recentDecisions(backend, reviewer),
    undo: (id, reviewer) => takeBack(backend, id, reviewer),
  };
}

async function waiting(db: Database, id: string): Promise<ApplicationRow | undefined> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(eq(applications.id, id), waitsForReview(db)));
  return row;
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

/** Decides a claimed case, to be settled in a while; the first approval of what the machine refused is only proposed. */
async function settle(
  backend: Backend,
  registry: CitizenRegistry,
  id: string,
  decision: ReviewDecision,
  reviewer: string,
): ReturnType<ReviewDesk['decide']> {
  const approves = decision.decision === 'approved';
  if (approves && needsTwo(await lastJudgement(backend, id), await withoutOf(backend, id))) {
    const proposed = await proposeApproval(backend, id, reviewer, decision.note);
    if (proposed !== 'second') return proposed;
  }
  if ((await holdDecision(backend, id, decision, reviewer)) === 'gone') return 'gone';
  // Due at once where nothing is held, or where the review would end meanwhile.
  await settleHeld(backend, registry, id);
  return 'done';
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

async function caseOf(
  backend: Backend,
  registry: CitizenRegistry,
  row: ApplicationRow,
): Promise<ReviewCase | 'gone'> {
  const { db } = backend;
  const citizen = await citizenOf(backend, registry, row);
  const subject = await openStoredSubject(backend, row);
  const [operator] = await db.select().from(operators).where(eq(operators.sub, row.operatorSub));
  const judgement = await lastJudgement(backend, row.id);
  const without = await withoutOf(backend, row.id);
  const summary = await summaryOfCase(backend, row.id);
  if (summary === undefined) return 'gone';
  return {
    ...summary,
    idNumber: maskNumber(subject.id.number),
    operatorName: maskName(operator?.name ?? ''),
    pictures: await picturesOf(backend, row),
    without,
    registryPhoto: citizen !== undefined && (await registry.photo(citizen)) !== undefined,
    checks: (judgement?.checks as JudgementCheck[] | undefined) ?? [],
    takesTwo: needsTwo(judgement, without),
    relativeAnswersNext: awaitsRelative(row),
    history: await actsOn(db, row.id),
    remarks: await remarksOn(db, row.id),
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

/** From the audit log; that it holds is for the auditor to say. */
const actsOn = (db: Database, id: string) =>
  db
    .select({
      at: auditEntries.at,
      actor: auditEntries.actor,
      action: auditEntries.action,
      details: auditEntries.details,
    })
    .from(auditEntries)
    .where(eq(auditEntries.object, id))
    .orderBy(asc(auditEntries.seq));

async function remarksOn(db: Database, id: string): Promise<ReviewCase['remarks']> {
  const byPerson = and(eq(judgements.applicationId, id), ne(judgements.decidedBy, 'machine'));
  const rows = await db.select().from(judgements).where(byPerson).orderBy(asc(judgements.id));
  return rows.flatMap(({ at, decidedBy, note }) => (note ? [{ at, by: decidedBy, note }] : []));
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
