import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import { scheduleEvidenceDeletion } from '../api/evidence/evidence-files.ts';
import type { Database } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { type Because, type Deleted, recordDeletion } from './deletion-receipts.ts';

/** Deletes the pictures and the trace of an application; digests and sizes stay as a record, and so does a receipt. */
export async function deleteEvidence(
  tx: Database,
  application: ApplicationRow,
  because: Because,
): Promise<void> {
  const roles = await scheduleEvidenceDeletion(tx, application.id);
  await recordDeletion(tx, application, because, countRoles(roles));
}

export function countRoles(roles: readonly PartRole[]): Deleted {
  const count = (wanted: (role: PartRole) => boolean) => roles.filter(wanted).length;
  return {
    face_frames: count((role) => role === 'frame'),
    trace: count((role) => role === 'trace'),
    photos: count((role) => role !== 'frame' && role !== 'trace'),
  };
}
