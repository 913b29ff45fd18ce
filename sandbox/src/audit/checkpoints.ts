import { readFile, rename, writeFile } from 'node:fs/promises';
import { desc, inArray, ne, or, sql } from 'drizzle-orm';
import * as z from 'zod/mini';
import type { Database } from '../database/database.ts';
import { auditCheckpoints, auditHeads } from '../database/schema/audit.ts';
import { auditMacs, GENESIS } from './mac.ts';

/** The newest checkpoint as noted outside the database: shows when an older copy of the database was put back. */
const AnchorSchema = z.object({ n: z.number().check(z.int(), z.minimum(1)), mac: z.string() });
export type Anchor = z.infer<typeof AnchorSchema>;

/** Heads in one checkpoint at most; what is left comes with the next. */
const HEADS_MAX = 5_000;
/** Chains that one checkpoint asks for by name at most. */
const GROWN_MAX = 1_000;
const LOCK_WAIT_MAX_S = 5;
/** Any number, the same for all who write checkpoints. Only they ask for it, and none waits for it. */
const LOCK = 0x0fa_a0d1;

/** Writes the checkpoints of one process. */
export interface Checkpoints {
  /** Says that a chain has an entry more: it is noted next, whatever the database says of what is noted already. */
  grew(object: string): void;
  /**
   * Notes where each chain ends that has grown since the last checkpoint, in the database and, by its number and MAC, in a
   * file outside it. Appending goes on meanwhile. One at a time; whoever comes in between waits for the one under way.
   *
   * @throws what keeps it from being written, a lock that somebody does not give back among them.
   */
  write(db: Database): Promise<void>;
  /** Since when an entry of this process waits for its checkpoint, or a checkpoint for its note outside the database. */
  unnotedSince(): Date | undefined;
}

/**
 * @param key as the audit log's.
 * @param anchorFile written after the commit; a process that dies in between leaves an older anchor, which still holds.
 */
export function openCheckpoints(key: string, anchorFile: string): Checkpoints {
  // By epoch milliseconds of the first entry that waits. Not only the database says what is to be noted: whoever can write to
  // it would keep a chain out of every checkpoint.
  const grown = new Map<string, number>();
  let asked: ReadonlyMap<string, number> = new Map();
  let unwritten: { readonly anchor: Anchor; readonly sinceMs: number } | undefined;
  let writing: Promise<void> | undefined;

  const writeOnce = async (db: Database) => {
    asked = new Map([...grown].slice(0, GROWN_MAX));
    for (const object of asked.keys()) grown.delete(object);
    let missed: Iterable<string> = asked.keys();
    try {
      const added = await db.transaction((tx) => addCheckpoint(tx, key, [...asked.keys()]));
      missed = added.missed;
      const { anchor } = added;
      if (anchor) unwritten = { anchor, sinceMs: unwritten?.sinceMs ?? Date.now() };
    } finally {
      for (const object of missed) grown.set(object, asked.get(object)!);
      asked = new Map();
    }
    if (unwritten === undefined) return;
    await writeAnchor(anchorFile, unwritten.anchor);
    unwritten = undefined;
  };

  return {
    grew(object) {
      if (!grown.has(object)) grown.set(object, Date.now());
    },
    write(db) {
      writing ??= writeOnce(db).finally(() => {
        writing = undefined;
      });
      return writing;
    },
    unnotedSince() {
      const waiting = [...grown.values(), ...asked.values(), ...(unwritten ? [unwritten.sinceMs] : [])];
      return waiting.length === 0 ? undefined : new Date(Math.min(...waiting));
    },
  };
}

async function writeAnchor(file: string, anchor: Anchor): Promise<void> {
  const unfinished = `${file}.new`;
  await writeFile(unfinished, JSON.stringify(anchor), { mode: 0o600 });
  await rename(unfinished, file);
}

interface Added {
  /** `undefined`: there was nothing to note, or another process was about it. */
  readonly anchor: Anchor | undefined;
  /** What was asked for and not noted: somebody appends to it at this moment. */
  readonly missed: readonly string[];
}

async function addCheckpoint(tx: Database, key: string, asked: readonly string[]): Promise<Added> {
  await limitLockWaits(tx);
  const locked = (await tx.execute(sql`select pg_try_advisory_xact_lock(${LOCK}) as mine`)) as unknown as {
    rows: { mine: boolean }[];
  };
  if (!locked.rows[0]?.mine) return { anchor: undefined, missed: asked };
  const heads = await tx
    .select({ object: auditHeads.object, seq: auditHeads.seq, mac: auditHeads.mac })
    .from(auditHeads)
    .where(or(ne(auditHeads.checkpointSeq, auditHeads.seq), inArray(auditHeads.object, [...asked])))
    .orderBy(auditHeads.object)
    .limit(HEADS_MAX)
    .for('update', { skipLocked: true });
  const missed = await thereAmong(
    tx,
    asked.filter((object) => !heads.some((head) => head.object === object)),
  );
  if (heads.length === 0) return { anchor: undefined, missed };
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
  return { anchor: { n, mac }, missed };
}

/** Without those whose first entry was rolled back. */
async function thereAmong(tx: Database, objects: readonly string[]): Promise<readonly string[]> {
  if (objects.length === 0) return [];
  const rows = await tx
    .select({ object: auditHeads.object })
    .from(auditHeads)
    .where(inArray(auditHeads.object, [...objects]));
  return rows.map(({ object }) => object);
}

/** Nothing in this transaction waits longer for a lock: whoever holds one would keep a checkpoint from failing, too. */
export async function limitLockWaits(tx: Database): Promise<void> {
  await tx.execute(sql`select set_config('lock_timeout', ${`${LOCK_WAIT_MAX_S}s`}, true)`);
}

/** The anchor in a file; `undefined` where none was ever written, `damaged` where it cannot be read as one. */
export async function readAnchor(file: string): Promise<Anchor | 'damaged' | undefined> {
  try {
    return z.parse(AnchorSchema, JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'damaged';
  }
}
