import {
  type Application,
  type ApplicationStatus,
  type DecisionReason,
  isFinal,
} from '@family-auth/library/protocol/application.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { APPEAL_WINDOW_DAYS, daysAfter } from '../policy/retention.ts';
import { LAPSING } from './find-application.ts';

/** What the client sees of an application. */
export function applicationView(row: ApplicationRow): Application {
  return {
    id: row.id,
    status: row.status,
    version: row.version,
    updated_at: row.updatedAt.toISOString(),
    ...(LAPSING.includes(row.status) ? { expires_at: row.expiresAt.toISOString() } : {}),
    method: row.method,
    relationship: row.relationship,
    subject_name: row.subjectName,
    ...(row.requirements.length === 0 ? {} : { requirements: row.requirements }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    retryable: row.status === 'rejected' || row.status === 'expired' || row.status === 'withdrawn',
    appealable: isAppealable(row),
    ...(row.cardRef === null ? {} : { card_ref: row.cardRef }),
    ...(row.consentsWithdrawnAt === null
      ? {}
      : { consents_withdrawn_at: row.consentsWithdrawnAt.toISOString() }),
  };
}

/** Against the relative's own word there is no appeal, nor where nobody can tell them: another way is open. */
const BY_THE_RELATIVE: readonly (DecisionReason | null)[] = [
  'subject_declined',
  'subject_no_response',
  'subject_unreachable',
];

/**
 * One appeal, only against a rejection that is not the relative's own, and only while its evidence is kept; nobody can
 * agree in their place.
 */
export const isAppealable = ({
  status,
  appealedAt,
  reason,
  method,
  subjectAnswer,
  consentsWithdrawnAt,
  updatedAt,
}: ApplicationRow): boolean =>
  status === 'rejected' &&
  appealedAt === null &&
  consentsWithdrawnAt === null &&
  daysAfter(updatedAt, APPEAL_WINDOW_DAYS).getTime() > Date.now() &&
  !BY_THE_RELATIVE.includes(reason) &&
  (method !== 'subject_login' || subjectAnswer !== null);

/** Seconds until asking again is worth it; `undefined` when nothing will change by itself. */
export function retryAfterS(status: ApplicationStatus): number | undefined {
  if (isFinal(status) || status === 'draft') return undefined;
  if (status === 'awaiting_subject') return 2; // they may be about to answer on the same device
  return status === 'submitted' || status === 'processing' ? 1 : 5;
}

/** Headers that go with an application, wherever it is answered. */
export function applicationHeaders(row: ApplicationRow): Record<string, string> {
  const seconds = retryAfterS(row.status);
  return {
    etag: `"${row.version}"`,
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  };
}
