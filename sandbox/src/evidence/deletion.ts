import type { DeletionCause, DeletionKind } from '@family-auth/library/protocol/deletion-receipt.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import { signStatement } from '@family-auth/library/seal/statement.ts';
import { and, asc, eq } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import { type Database, newId } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { type DeletionReceiptRow, deletionReceipts, evidenceDeletions } from '../database/schema/evidence.ts';
import { scheduleEvidenceDeletion } from './evidence-files.ts';

const FILE_KINDS: readonly DeletionKind[] = ['face_frames', 'photos', 'trace'];

/** How many of each kind were deleted. */
export type Deleted = Partial<Record<DeletionKind, number>>;

/** Why, and by which announced term where one was over (ISO 8601). */
export interface Because {
  readonly cause: DeletionCause;
  readonly term?: string;
}

/** Writes down what is deleted in the same transaction; where nothing was left to delete there is no receipt. */
export async function recordDeletion(
  tx: Database,
  { id, operatorSub, clientId }: Pick<ApplicationRow, 'id' | 'operatorSub' | 'clientId'>,
  { cause, term }: Because,
  deleted: Deleted,
): Promise<void> {
  const counted = Object.entries(deleted)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ kind: kind as DeletionKind, count }));
  if (counted.length === 0) return;
  await tx.insert(deletionReceipts).values({
    id: newId(),
    applicationId: id,
    operatorSub,
    clientId,
    cause,
    term: term ?? null,
    deleted: counted,
    at: new Date(),
  });
}

/**
 * The receipts for one of the operator's applications, oldest first; also for one that is purged. One for files comes when
 * the files are gone, not when they are about to be.
 */
export async function signedReceipts(
  { db, keys, settings }: Backend,
  applicationId: string,
  { sub, clientId }: { readonly sub: string; readonly clientId: string },
): Promise<string[]> {
  const rows = await db
    .select()
    .from(deletionReceipts)
    .where(
      and(
        eq(deletionReceipts.applicationId, applicationId),
        eq(deletionReceipts.operatorSub, sub),
        eq(deletionReceipts.clientId, clientId),
      ),
    )
    .orderBy(asc(deletionReceipts.at), asc(deletionReceipts.id));
  const filesWait =
    (await db.$count(evidenceDeletions, eq(evidenceDeletions.applicationId, applicationId))) > 0;
  const isTrue = ({ deleted }: DeletionReceiptRow) =>
    !filesWait || !deleted.some(({ kind }) => FILE_KINDS.some((file) => file === kind));
  return Promise.all(rows.filter(isTrue).map((row) => sign({ keys, settings }, row, clientId)));
}

/** Writes down that an account is closed, and signs it at once: nobody can ask for this receipt later. */
export async function recordClosing(
  backend: Pick<Backend, 'keys' | 'settings'>,
  tx: Database,
  sub: string,
): Promise<string> {
  const row = {
    id: newId(),
    applicationId: sub,
    operatorSub: sub,
    clientId: '',
    cause: 'account_closed',
    term: null,
    deleted: [{ kind: 'account', count: 1 }],
    at: new Date(),
  } satisfies DeletionReceiptRow;
  await tx.insert(deletionReceipts).values(row);
  return sign(backend, row, backend.settings.issuer);
}

const sign = (
  { keys, settings }: Pick<Backend, 'keys' | 'settings'>,
  { id, applicationId, cause, term, deleted, at }: DeletionReceiptRow,
  audience: string,
): Promise<string> =>
  signStatement(
    'deletion_receipt',
    {
      iss: settings.issuer,
      aud: audience,
      sub: applicationId,
      iat: Math.floor(Date.now() / 1000),
      jti: id,
      cause,
      ...(term === null ? {} : { term }),
      deleted_at: at.toISOString(),
      deleted,
    },
    keys.signer,
  );

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
