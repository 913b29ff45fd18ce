import {
  type ApplicationStatus,
  type DecisionReason,
  STATUS_EDGES,
} from '@family-auth/library/protocol/application.ts';
import { and, eq } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import {
  type ApplicationRow,
  applications,
  applicationTransitions,
} from '../database/schema/applications.ts';
import { heldDecisions, reviewClaims, reviewProposals } from '../database/schema/judgements.ts';
import { ProblemError } from '../errors/errors.ts';
import { daysAfter, REVIEW_DAYS } from '../rules/retention.ts';

export interface Move {
  readonly to: ApplicationStatus;
  /** `operator:SUB`, `subject:SUB`, `reviewer:NAME`, `clerk:NAME` or `system`. */
  readonly actor: string;
  /** Only with `rejected`, and `review_expired` with `expired`. */
  readonly reason?: DecisionReason | undefined;
  /** Further columns that change with the status. */
  readonly changes?: Partial<
    Pick<ApplicationRow, 'cardRef' | 'appealedAt' | 'appealText' | 'expiresAt' | 'subjectAnswer'>
  >;
}

/**
 * Moves an application's status along an allowed edge: version up by one, one more row in its history and in the
 * audit log. A review has its deadline from here on, and one that the machine is to judge next gets its job with it. Two
 * that would move the same application at once are told apart by the version.
 *
 * @param tx a transaction.
 * @throws ProblemError `state_conflict` where there is no such edge or somebody was faster.
 */
export async function moveApplication(
  backend: Pick<Backend, 'audit' | 'requestJudgement'>,
  tx: Database,
  application: ApplicationRow,
  move: Move,
): Promise<ApplicationRow> {
  const { id, status, version } = application;
  if (!STATUS_EDGES[status].includes(move.to)) {
    throw new ProblemError('state_conflict', {
      detail: `An application in status ${status} cannot become ${move.to}.`,
    });
  }
  const at = new Date();
  const [moved] = await tx
    .update(applications)
    .set({
      ...(move.to === 'manual_review' ? { expiresAt: daysAfter(at, REVIEW_DAYS) } : {}),
      ...move.changes,
      status: move.to,
      version: version + 1,
      reason: move.reason ?? null,
      updatedAt: at,
    })
    .where(and(eq(applications.id, id), eq(applications.version, version)))
    .returning();
  if (moved === undefined)
    throw new ProblemError('state_conflict', {
      detail: 'The application was changed by another request. Read it again.',
    });
  if (status === 'manual_review') await endReview(tx, id);
  await recordTransition(backend, tx, moved, status, move.actor);
  if (awaitsTheMachine(status, move.to)) await backend.requestJudgement(tx, moved);
  return moved;
}

/** A submission, and the second judgement once the relative agreed; not the taking up of one that waits already. */
const awaitsTheMachine = (from: ApplicationStatus, to: ApplicationStatus): boolean =>
  to === 'submitted' || (to === 'processing' && from !== 'submitted');

/** The first row of an application's history, or one more. */
export async function recordTransition(
  { audit }: Pick<Backend, 'audit'>,
  tx: Database,
  { id, version, status, reason, updatedAt }: ApplicationRow,
  fromStatus: ApplicationStatus | null,
  actor: string,
): Promise<void> {
  const row = { applicationId: id, version, fromStatus, toStatus: status, reason, actor, at: updatedAt };
  await tx.insert(applicationTransitions).values(row);
  await audit.append(tx, {
    actor,
    action: `application.${status}`,
    object: id,
    details: { version, ...(reason === null ? {} : { reason }) },
  });
}

/** Ends what reviewers have among themselves about a case, with the case's wait for them. */
async function endReview(tx: Database, id: string): Promise<void> {
  await tx.delete(reviewClaims).where(eq(reviewClaims.applicationId, id));
  await tx.delete(reviewProposals).where(eq(reviewProposals.applicationId, id));
  await tx.delete(heldDecisions).where(eq(heldDecisions.applicationId, id));
}
