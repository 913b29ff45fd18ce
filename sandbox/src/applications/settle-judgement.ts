import type { ApplicationStatus, DecisionReason } from '@family-auth/library/protocol/application.ts';
import { eq } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { frameFingerprints } from '../database/schema/evidence.ts';
import { judgements } from '../database/schema/judgements.ts';
import { deleteEvidence } from '../evidence/deletion.ts';
import { keepPlain, type PlainPicture } from '../evidence/plain-pictures.ts';
import type { Judgement } from '../judgement/judgement.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { SUBJECT_TTL_S } from '../rules/policy.ts';
import { bindCard } from './cards.ts';
import { isLapsed } from './find-application.ts';
import { type Move, moveApplication } from './move-application.ts';

/** A judgement by machine or person, as it is to be recorded. */
export interface Settlement extends Omit<Judgement, 'remember' | 'faceDistance'> {
  readonly remember?: Judgement['remember'];
  /** `machine`, or `reviewer:NAME`. */
  readonly decidedBy: string;
  readonly note?: string;
  readonly durationMs?: number;
  /** What is kept of the pictures from now on. */
  readonly pictures?: readonly PlainPicture[];
}

/**
 * Records a judgement and moves the application on, all or nothing. An approval binds the card and deletes pictures
 * and trace at once; a rejection keeps the trace and plain copies of the pictures for the appeal.
 *
 * @param from the status it must still have: it may have been withdrawn, or decided by somebody else, or the time for it
 *   is over.
 * @returns whether it was still there to be decided.
 */
export function settleJudgement(
  backend: Backend,
  registry: CitizenRegistry,
  applicationId: string,
  from: ApplicationStatus,
  settlement: Settlement,
): Promise<boolean> {
  return backend.db.transaction(async (tx) => {
    const [application] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for('update');
    if (application?.status !== from || isLapsed(application)) return false;
    await record(tx, applicationId, settlement);
    const outcome = await outcomeOf(backend, registry, tx, application, settlement);
    await moveApplication(backend, tx, application, {
      to: outcome.to,
      actor: settlement.decidedBy === 'machine' ? 'system' : settlement.decidedBy,
      reason: outcome.reason,
      changes: outcome.changes ?? {},
    });
    await keepPlain(tx, settlement.pictures ?? []);
    if (outcome.to === 'approved') await deleteEvidence(tx, application, { cause: 'approved' });
    return true;
  });
}

interface Outcome {
  readonly to: 'approved' | 'rejected' | 'manual_review' | 'awaiting_subject';
  readonly reason?: DecisionReason | undefined;
  readonly changes?: Move['changes'];
}

async function outcomeOf(
  backend: Backend,
  registry: CitizenRegistry,
  tx: Database,
  application: ApplicationRow,
  { verdict, reason }: Settlement,
): Promise<Outcome> {
  if (verdict === 'manual_review') return { to: verdict };
  // Whoever decides, an appeal included: what lives by the relative's word is not bound without it.
  if (verdict === 'awaiting_subject' || (verdict === 'approved' && awaitsRelative(application))) {
    const ttlS = backend.settings.subjectTtlS[application.method] ?? 0;
    const expiresAt = new Date(Date.now() + ttlS * 1000);
    return { to: 'awaiting_subject', changes: { expiresAt } };
  }
  if (verdict === 'rejected') return { to: verdict, reason: reason ?? 'policy' };
  const binding = await bindCard(backend, tx, application, registry);
  if ('refused' in binding) return { to: 'rejected', reason: binding.refused };
  return { to: 'approved', changes: { cardRef: binding.ref } };
}

/** Whether an approval waits for the relative's own word. */
export const awaitsRelative = ({ method, subjectAnswer }: ApplicationRow): boolean =>
  SUBJECT_TTL_S[method] !== undefined && subjectAnswer === null;

async function record(tx: Database, applicationId: string, settlement: Settlement): Promise<void> {
  const at = new Date();
  await tx.insert(judgements).values({
    applicationId,
    verdict: settlement.verdict,
    reason: settlement.reason ?? null,
    refusedBy: settlement.refusedBy ?? null,
    decidedBy: settlement.decidedBy,
    checks: [...settlement.checks],
    note: settlement.note ?? null,
    durationMs: settlement.durationMs ?? null,
    at,
  });
  const rows = (settlement.remember ?? []).map(({ n, digest, hash, faceHash = null }) => ({
    applicationId,
    n,
    sha256: digest,
    perceptualHash: hash,
    faceHash,
    at,
  }));
  if (rows.length > 0) await tx.insert(frameFingerprints).values(rows).onConflictDoNothing();
}
