import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { type AuditHead, auditCheckpoints, auditEntries, auditHeads } from '../database/schema/audit.ts';
import { isOverdue, readUnnoted, type Unnoted } from './checkpoint-news.ts';
import { type Anchor, limitLockWaits } from './checkpoints.ts';
import { type AuditMacs, auditMacs, GENESIS } from './mac.ts';
import { findUnkeyedFault } from './unkeyed-log.ts';

/** Why a chain does not hold. */
export type FaultReason =
  /** The entry's own MAC does not fit: it was changed, or made without the key. */
  | 'row_changed'
  /** The entry before it is not there. */
  | 'row_missing'
  /** Entries at the end are not there that the chain's head, or a checkpoint, has seen. */
  | 'tail_missing'
  /** Where the chain ends was changed, or is not there; or what the head says of the newest checkpoint of it is not so. */
  | 'head_changed'
  /** A checkpoint has seen this chain, and nothing of it is there. */
  | 'chain_missing'
  /** The checkpoint itself was changed, or the one before it is not there. */
  | 'checkpoint_changed'
  /** The anchor outside the database has seen a checkpoint that is not there: an older copy of the database was put back. */
  | 'checkpoint_missing'
  /** The anchor outside the database cannot be read. */
  | 'anchor_damaged';

export interface AuditFault {
  /** The chain: an object's id, `checkpoints`, or `unkeyed log`. */
  readonly object: string;
  /** The first row of it that does not hold; within an object, 1 is the first. */
  readonly seq: number;
  readonly why: FaultReason;
}

export interface AuditReport {
  readonly chains: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** The newest checkpoint; note it elsewhere to hold against a later report. */
  readonly newest: NewestCheckpoint | null;
  /** What no checkpoint has yet: whoever writes to the database without the key can take it back unnoticed. */
  readonly unnoted: Unnoted | null;
  /** Whether some of that is older than {@link CHECKPOINT_OVERDUE_S}: something keeps checkpoints from being written. */
  readonly overdue: boolean;
  /** The first fault of each chain that has one. */
  readonly broken: readonly AuditFault[];
}

type NewestCheckpoint = Anchor & { readonly at: Date };

const PAGE = 500;

/**
 * Holds every chain of the audit log against the key.
 *
 * @param anchor what was noted of the newest checkpoint outside the database.
 */
export function verifyAudit(db: Database, key: string, anchor?: Anchor | 'damaged'): Promise<AuditReport> {
  const macs = auditMacs(key);
  // One picture of it all, while others go on appending.
  return db.transaction(
    async (tx) => {
      await limitLockWaits(tx);
      const faults = new Map<string, AuditFault>();
      const report = (fault: AuditFault) => {
        const known = faults.get(fault.object);
        if (known === undefined || fault.seq < known.seq) faults.set(fault.object, fault);
      };
      const { chains, entries } = await verifyChains(tx, macs, report);
      const { checkpoints, newest } = await verifyCheckpoints(tx, macs, anchor, report);
      // Where anything else does not hold, it says more than this.
      const unlessKnown = (fault: AuditFault) => faults.has(fault.object) || report(fault);
      if (!faults.has('checkpoints')) await verifyNoted(tx, unlessKnown);
      const old = await findUnkeyedFault(tx);
      if (old) report({ object: 'unkeyed log', seq: old.seq, why: old.why });
      const unnoted = await readUnnoted(tx);
      const overdue = isOverdue(unnoted?.since);
      return { chains, entries, checkpoints, newest, unnoted, overdue, broken: [...faults.values()] };
    },
    { isolationLevel: 'repeatable read' },
  );
}

export type AuditRow = typeof auditEntries.$inferSelect;

/** One object's entries, the oldest first, and the first that does not hold. */
export async function readChain(
  db: Database,
  key: string,
  object: string,
): Promise<{ readonly entries: readonly AuditRow[]; readonly fault: AuditFault | null }> {
  const macs = auditMacs(key);
  const entries = await db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.object, object))
    .orderBy(asc(auditEntries.seq));
  let fault: AuditFault | null = null;
  const report = (found: AuditFault) => {
    fault ??= found;
  };
  let last: AuditHead = { object, seq: 0, mac: GENESIS };
  for (const row of entries) {
    verifyEntry(row, last, macs, report);
    last = row;
  }
  verifyHead(last, (await headsOf(db, [object])).get(object), macs, report);
  return { entries, fault: entries.length === 0 ? null : fault };
}

type Report = (fault: AuditFault) => void;

async function verifyChains(db: Database, macs: AuditMacs, report: Report) {
  let [chains, entries] = [0, 0];
  let last: AuditHead | undefined;
  for (;;) {
    const rows = await entriesAfter(db, last);
    const objects = [...new Set([...(last ? [last.object] : []), ...rows.map(({ object }) => object)])];
    const heads = await headsOf(db, objects);
    for (const row of rows) {
      if (row.object !== last?.object) {
        if (last) verifyHead(last, heads.get(last.object), macs, report);
        chains++;
        last = { object: row.object, seq: 0, mac: GENESIS };
      }
      entries++;
      verifyEntry(row, last, macs, report);
      last = { object: row.object, seq: row.seq, mac: row.mac };
    }
    if (rows.length > 0) continue;
    if (last) verifyHead(last, heads.get(last.object), macs, report);
    break;
  }
  const empty = await db
    .select({ object: auditHeads.object })
    .from(auditHeads)
    .leftJoin(auditEntries, eq(auditEntries.object, auditHeads.object))
    .where(isNull(auditEntries.object));
  for (const { object } of empty) report({ object, seq: 1, why: 'chain_missing' });
  return { chains, entries };
}

const entriesAfter = (db: Database, last: AuditHead | undefined) =>
  db
    .select()
    .from(auditEntries)
    .where(
      last && sql`(${auditEntries.object}, ${auditEntries.seq}) > (${last.object}, ${last.seq}::integer)`,
    )
    .orderBy(asc(auditEntries.object), asc(auditEntries.seq))
    .limit(PAGE);

type HeadRow = typeof auditHeads.$inferSelect;
const headsOf = async (db: Database, objects: readonly string[]): Promise<Map<string, HeadRow>> =>
  objects.length === 0
    ? new Map()
    : new Map(
        (
          await db
            .select()
            .from(auditHeads)
            .where(inArray(auditHeads.object, [...objects]))
        ).map((head) => [head.object, head]),
      );

function verifyEntry(row: AuditRow, last: AuditHead, macs: AuditMacs, report: Report): void {
  const { object, seq } = row;
  if (seq !== last.seq + 1) report({ object, seq: last.seq + 1, why: 'row_missing' });
  else if (row.mac !== macs.entry(row) || row.previousMac !== last.mac) {
    report({ object, seq, why: 'row_changed' });
  }
}

function verifyHead(last: AuditHead, head: HeadRow | undefined, macs: AuditMacs, report: Report): void {
  const { object, seq } = last;
  if (head === undefined || head.headMac !== macs.head(head)) report({ object, seq, why: 'head_changed' });
  else if (head.seq > seq) report({ object, seq: seq + 1, why: 'tail_missing' });
  else if (head.seq < seq || head.mac !== last.mac) report({ object, seq: head.seq, why: 'head_changed' });
}

async function verifyCheckpoints(
  db: Database,
  macs: AuditMacs,
  anchor: Anchor | 'damaged' | undefined,
  report: Report,
) {
  const object = 'checkpoints';
  if (anchor === 'damaged') report({ object, seq: 1, why: 'anchor_damaged' });
  let newest: NewestCheckpoint | null = null;
  for (;;) {
    const after: number = newest?.n ?? 0;
    const [row]: (typeof auditCheckpoints.$inferSelect)[] = await db
      .select()
      .from(auditCheckpoints)
      .where(gt(auditCheckpoints.n, after))
      .orderBy(asc(auditCheckpoints.n))
      .limit(1);
    if (row === undefined) break;
    const { n, at, heads, previousMac, mac } = row;
    const follows = n === after + 1 && previousMac === (newest?.mac ?? GENESIS);
    if (!follows || mac !== macs.checkpoint(n, at, heads, previousMac)) {
      report({ object, seq: after + 1, why: 'checkpoint_changed' });
    } else await verifySeen(db, heads, report);
    if (typeof anchor === 'object' && anchor.n === n && anchor.mac !== mac) {
      report({ object, seq: n, why: 'checkpoint_changed' });
    }
    newest = { n, mac, at };
  }
  if (typeof anchor === 'object' && anchor.n > (newest?.n ?? 0)) {
    report({ object, seq: (newest?.n ?? 0) + 1, why: 'checkpoint_missing' });
  }
  return { checkpoints: newest?.n ?? 0, newest };
}

/**
 * What a head says of the newest checkpoint of its chain must be what that checkpoint says: otherwise somebody keeps the
 * chain out of the next ones, to take its end back later.
 */
async function verifyNoted(db: Database, report: Report): Promise<void> {
  const found = (await db.execute(sql`
    with noted as (
      select head->>'object' as object, max((head->>'seq')::integer) as seq
      from ${auditCheckpoints}, jsonb_array_elements(${auditCheckpoints.heads}) as head
      group by 1
    )
    select ${auditHeads.object} as object, ${auditHeads.seq} as seq
    from ${auditHeads} left join noted on noted.object = ${auditHeads.object}
    where ${auditHeads.checkpointSeq} <> coalesce(noted.seq, 0)
  `)) as unknown as { rows: { object: string; seq: number }[] };
  for (const { object, seq } of found.rows) report({ object, seq, why: 'head_changed' });
}

/** What a checkpoint has seen must be there still. */
async function verifySeen(db: Database, heads: readonly AuditHead[], report: Report): Promise<void> {
  for (let from = 0; from < heads.length; from += PAGE) {
    const page = heads.slice(from, from + PAGE);
    const rows = await db
      .select({ object: auditEntries.object, seq: auditEntries.seq, mac: auditEntries.mac })
      .from(auditEntries)
      .where(
        or(...page.map(({ object, seq }) => and(eq(auditEntries.object, object), eq(auditEntries.seq, seq)))),
      );
    const there = new Map(rows.map(({ object, mac }) => [object, mac]));
    for (const { object, seq, mac } of page) {
      if (there.get(object) === mac) continue;
      const any = await db
        .select({ seq: auditEntries.seq })
        .from(auditEntries)
        .where(eq(auditEntries.object, object))
        .limit(1);
      if (any.length === 0) report({ object, seq: 1, why: 'chain_missing' });
      else report({ object, seq, why: there.has(object) ? 'row_changed' : 'tail_missing' });
    }
  }
}
