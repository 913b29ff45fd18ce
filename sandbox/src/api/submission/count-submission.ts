import { countAttempt, todayUtc } from '../../database/count-attempt.ts';
import type { Database } from '../../database/database.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { OPERATOR_SUBMISSIONS_PER_DAY, SUBJECT_SUBMISSIONS_PER_DAY } from '../policy/policy.ts';

const DAY_MS = 86_400_000;

/**
 * Counts a submission against its operator and against its relative, who may be asked for by many operators. Every
 * submission asks the registers something, so a day has only so many.
 *
 * @throws ProblemError `attempts_exhausted`.
 */
export async function countSubmission(
  tx: Database,
  { operatorSub, subjectHash }: ApplicationRow,
): Promise<void> {
  const ofOperator = await countAttempt(tx, `submission:operator:${operatorSub}`, todayUtc());
  const ofSubject = await countAttempt(tx, `submission:subject:${subjectHash}`, todayUtc());
  if (ofOperator > OPERATOR_SUBMISSIONS_PER_DAY || ofSubject > SUBJECT_SUBMISSIONS_PER_DAY) {
    throw new ProblemError('attempts_exhausted', {
      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),
    });
  }
}
