import { randomUUID } from 'node:crypto';
import { withDeadline } from '@family-auth/library/base/deadline.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { evidenceDeletions, evidenceParts } from '../database/schema/evidence.ts';
import { describeFault, ProblemError } from '../errors/errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/**
 * A file that no part has named by then was left behind by an upload or a judgement that came to nothing, seconds. An
 * upload is refused after half a minute, and a judgement after three.
 */
const UNNAMED_MAX_S = 600;
/** How soon after the commit a file is deleted, milliseconds. */
const SWEEP_EVERY_MS = 1000;
const SWEEP_MAX = 100;
/** Before a file that could not be deleted is tried again, seconds: at first, and at the most. Doubled each time. */
const RETRY_S = { first: 5, most: 3600 };
const DELETE_DEADLINE_MS = 10_000;

const now = sql`now()`;
/** Due whatever a clock says. */
const AT_ONCE = new Date(0);

/**
 * Lets the bytes of an application's evidence be deleted once `tx` is committed, and not before; digests and sizes stay
 * as a record.
 *
 * @returns the roles of the parts that were still held.
 */
export async function scheduleEvidenceDeletion(tx: Database, applicationId: string): Promise<PartRole[]> {
  const parts = await tx
    .update(evidenceParts)
    .set({ deletedAt: new Date() })
    .where(and(eq(evidenceParts.applicationId, applicationId), isNull(evidenceParts.deletedAt)))
    .returning();
  await scheduleFiles(tx, parts);
  return parts.map(({ role }) => role);
}

/** As {@link scheduleEvidenceDeletion}, and forgets at once what was known of the parts. */
export async function forgetEvidence(tx: Database, applicationId: string): Promise<PartRole[]> {
  const parts = await tx
    .delete(evidenceParts)
    .where(eq(evidenceParts.applicationId, applicationId))
    .returning();
  const held = parts.filter(({ deletedAt }) => deletedAt === null);
  await scheduleFiles(tx, held);
  return held.map(({ role }) => role);
}

/** Lets files be deleted once `tx` is committed, and not before. */
export async function scheduleFiles(
  tx: Database,
  parts: readonly { readonly blobKey: string; readonly applicationId: string }[],
): Promise<void> {
  const rows = parts.map(({ blobKey, applicationId }) => ({ blobKey, applicationId, dueAt: AT_ONCE }));
  if (rows.length > 0) await tx.insert(evidenceDeletions).values(rows).onConflictDoNothing();
}

/**
 * Writes bytes under a key that no other file has. Their deletion is scheduled before: whatever comes in between (a fault, a
 * rollback, the death of the process), no file stays without a row. Whoever names the file keeps it by {@link keepFile}.
 *
 * @returns the key.
 */
export async function stageFile(
  { db, blobs }: Pick<Backend, 'db' | 'blobs'>,
  applicationId: string,
  bytes: Uint8Array,
): Promise<string> {
  const blobKey = `${applicationId}/${randomUUID()}`;
  const dueAt = sql`now() + make_interval(secs => ${UNNAMED_MAX_S})`;
  await db.insert(evidenceDeletions).values({ blobKey, applicationId, dueAt });
  await blobs.put(blobKey, bytes);
  return blobKey;
}

/** In the transaction that names a written file. @returns whether it is there still, and stays. */
export async function keepFile(tx: Database, blobKey: string): Promise<boolean> {
  const untouched = await tx
    .delete(evidenceDeletions)
    .where(and(eq(evidenceDeletions.blobKey, blobKey), eq(evidenceDeletions.attempts, 0)))
    .returning({ blobKey: evidenceDeletions.blobKey });
  return untouched.length > 0;
}

/** Lets written files that nothing is going to name be deleted at once. */
export async function dropFiles(tx: Database, blobKeys: readonly string[]): Promise<void> {
  await tx
    .update(evidenceDeletions)
    .set({ dueAt: AT_ONCE })
    .where(inArray(evidenceDeletions.blobKey, [...blobKeys]));
}

/**
 * Stores bytes and lets `record` name them.
 *
 * @param record in the transaction that keeps the file; answers whether it is kept.
 * @returns what `record` answered.
 * @throws ProblemError `unavailable` where the file was swept before that: the upload took too long.
 */
export async function storeFile(
  backend: Pick<Backend, 'db' | 'blobs'>,
  applicationId: string,
  bytes: Uint8Array,
  record: (tx: Database, blobKey: string) => Promise<boolean>,
): Promise<boolean> {
  const blobKey = await stageFile(backend, applicationId, bytes);
  return backend.db.transaction(async (tx) => {
    if (!(await record(tx, blobKey))) {
      await dropFiles(tx, [blobKey]);
      return false;
    }
    if (!(await keepFile(tx, blobKey))) {
      throw new ProblemError('unavailable', {
        detail: 'The upload exceeded its deadline. Send the part again.',
        retryAfterS: 1,
      });
    }
    return true;
  });
}

/**
 * Deletes the files whose time has come, at most {@link SWEEP_MAX}. One that cannot be deleted stops no other: it is
 * logged, and tried again later and later. Several processes may sweep at once.
 *
 * @returns how many were tried.
 */
export async function sweepEvidence({
  db,
  blobs,
  log,
}: Pick<Backend, 'db' | 'blobs' | 'log'>): Promise<number> {
  const { blobKey, dueAt, attempts } = evidenceDeletions;
  const due = db
    .select({ blobKey })
    .from(evidenceDeletions)
    .where(lte(dueAt, now))
    .orderBy(dueAt)
    .limit(SWEEP_MAX)
    .for('update', { skipLocked: true });
  const pauseS = sql`least(${RETRY_S.most}, ${RETRY_S.first} * power(2, least(${attempts}, 20)))`;
  // Claimed and put off in one statement: whoever dies after it leaves the row for the next try.
  const claimed = await db
    .update(evidenceDeletions)
    .set({ attempts: sql`${attempts} + 1`, dueAt: sql`now() + make_interval(secs => ${pauseS})` })
    .where(inArray(blobKey, due))
    .returning();
  const deleted = await Promise.all(claimed.map((row) => deleteFile(blobs, log, row)));
  const done = claimed.filter((_, index) => deleted[index]).map((row) => row.blobKey);
  if (done.length > 0) await db.delete(evidenceDeletions).where(inArray(blobKey, done));
  return claimed.length;
}

async function deleteFile(
  blobs: BlobStore,
  log: Backend['log'],
  { blobKey, attempts }: typeof evidenceDeletions.$inferSelect,
): Promise<boolean> {
  try {
    await withDeadline('evidence.delete', DELETE_DEADLINE_MS, () => blobs.delete(blobKey));
    return true;
  } catch (error) {
    log(`evidence: ${blobKey} could not be deleted, try ${attempts}: ${describeFault(error)}`);
    return false;
  }
}

/** Sweeps again and again until it is closed; closing waits for the sweep under way. */
export function startEvidenceSweeper(backend: Backend): { close(): Promise<void> } {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let sweeping = Promise.resolve();
  const sweep = async () => {
    while (!closed && (await sweepEvidence(backend)) === SWEEP_MAX);
  };
  const later = () => {
    if (closed) return;
    timer = setTimeout(() => {
      sweeping = sweep()
        .catch((error) => backend.log(`evidence: ${describeFault(error)}`))
        .then(later);
    }, SWEEP_EVERY_MS);
  };
  later();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
