import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import { eq } from 'drizzle-orm';
import { applications, type SubjectAnswer } from '../../database/schema/applications.ts';
import { judgements } from '../../database/schema/judgements.ts';
import type { Backend } from '../../server/backend.ts';
import { isLapsed } from '../applications/find-application.ts';
import { moveApplication } from '../applications/move-application.ts';

/** How the waiting for a relative ends. */
export type Settled =
  | { readonly agreed: true; readonly answer: SubjectAnswer }
  | {
      readonly agreed: false;
      readonly reason: DecisionReason;
      /** `subject:SUB`, `clerk:NAME` or `system`. */
      readonly decidedBy: string;
      readonly note?: string;
    };

/**
 * Ends an application's waiting for the relative: agreed, it is judged; otherwise it is refused.
 *
 * @returns whether it still waited.
 */
export async function settleAnswer(
  backend: Backend,
  applicationId: string,
  settled: Settled,
): Promise<boolean> {
  return backend.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for('update');
    if (row?.status !== 'awaiting_subject' || isLapsed(row)) return false;
    if (settled.agreed) {
      const { answer } = settled;
      const actor = `${answer.by === 'clerk' ? 'clerk' : 'subject'}:${answer.who}`;
      await moveApplication(backend, tx, row, {
        to: 'processing',
        actor,
        changes: { subjectAnswer: answer },
      });
      return true;
    }
    const { reason, decidedBy, note = null } = settled;
    await tx.insert(judgements).values({
      applicationId,
      verdict: 'rejected',
      reason,
      refusedBy: 'subject_agreed',
      decidedBy,
      checks: [{ name: 'subject_agreed', passed: false }],
      note,
      at: new Date(),
    });
    await moveApplication(backend, tx, row, { to: 'rejected', actor: decidedBy, reason });
    return true;
  });
}
