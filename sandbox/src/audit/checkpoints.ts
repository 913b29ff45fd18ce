import { readFile, rename, writeFile } from 'node:fs/promises';
import { desc, inArray, ne, sql } from 'drizzle-orm';
import * as z from 'zod/mini';
import type { Database } from '../database/database.ts';
import { auditCheckpoints, auditHeads } from '../database/schema/audit.ts';
import { auditMacs, GENESIS } from './mac.ts';

/** The newest checkpoint as noted outside the database: shows when an older copy of the database was put back. */
const AnchorSchema = z.object({ n: z.number().check(z.int(), z.minimum(1)), mac: z.string() });
export type Anchor = z.infer<typeof AnchorSchema>;

/** Heads in one checkpoint at most; what is left comes with the next. */
const HEADS_MAX = 5_000;
/** Any number, the same for all who write checkpoints. Only they ask for it, and none waits for it. */
const LOCK = 0x0fa_a0d1;

/**
 * Notes where each chain ends that has grown since the last checkpoint, in the database and, by its number and MAC, in a
 * file beside the keys. Appending goes on meanwhile.
 *
 * @param anchorFile written after the commit; a process that dies in between leaves an older anchor, which still holds.
 */
export async function writeCheckpoint(db: Database, key: string, anchorFile: string): Promise<void> {
  const anchor = await db.transaction((tx) => addCheckpoint(tx, key));
  if (anchor === undefined) return;
  const unfinished = `${anchorFile}.new`;
  await writeFile(unfinished, JSON.stringify(anchor), { mode: 0o600 });
  await rename(unfinished, anchorFile);
}

async function addCheckpoint(tx: Database, key: string): Promise<Anchor | undefined> {
  const locked = (await tx.execute(sql`select pg_try_advisory_xact_lock(${LOCK}) as mine`)) as unknown as {
    rows: { mine: boolean }[];
  };
  if (!locked.rows[0]?.mine) return undefined;
  const heads = await tx
    .select({ object: auditHeads.object, seq: auditHeads.seq, mac: auditHeads.mac })
    .from(auditHeads)
    .where(ne(auditHeads.checkpointSeq, auditHeads.seq))
    .orderBy(auditHeads.object)
    .limit(HEADS_MAX)
    .for('update', { skipLocked: true });
  if (heads.length === 0) return undefined;
  const [last] = await tx
    .select({ n: auditCheckpoints.n, mac: auditCheckpoints.mac })
    .from(auditCheckpoints)
    .orderBy(desc(auditCheckpoints.n))
    .limit(1);
  const n = (last?.n ?? 0) + 1;
  const at = new Date();
  const previousMac = last?.mac ?? GENESIS;
  const mac = auditMacs(key).checkpoint(n, at, heads, previousMac);
  await tx.insert(auditCheckpoints).values({ n, at, heads, previousMac, mac });
  const objects = heads.map(({ object }) => object);
  await tx
    .update(auditHeads)
    .set({ checkpointSeq: sql`${auditHeads.seq}` })
    .where(inArray(auditHeads.object, objects));
  return { n, mac };
}

/** The anchor in a file; `undefined` where none was ever written, `damaged` where it cannot be read as one. */
export async function readAnchor(file: string): Promise<Anchor | 'damaged' | undefined> {
  try {
    return z.parse(AnchorSchema, JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'damaged';
  }
}
