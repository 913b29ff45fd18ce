import { countAttempt, todayUtc } from '../../database/count-attempt.ts';
import type { Database } from '../../database/database.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY, OPERATOR_SUBMISSIONS_PER_DAY } from '../policy/policy.ts';

const DAY_MS = 86_400_000;

/**
 * Counts a submission against its operator, and against this operator and this relative together. Every submission asks the
 * registers something, so a day has only so many; what other operators send uses up nobody's.
 *
 * @throws ProblemError `attempts_exhausted`.
 */
export async function countSubmission(
  tx: Database,
  { operatorSub, subjectHash }: ApplicationRow,
): Promise<void> {
  const ofOperator = await countAttempt(tx, `submission:operator:${operatorSub}`, todayUtc());
  const ofBoth = await countAttempt(
    tx,
    `submission:operator:${operatorSub}:subject:${subjectHash}`,
    todayUtc(),
  );
  if (ofOperator > OPERATOR_SUBMISSIONS_PER_DAY || ofBoth > OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY) {
    throw new ProblemError('attempts_exhausted', {
      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),
    });
  }
}
