import { and, eq, isNull, sql, sum } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { attemptCounters } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { ProblemError } from '../errors/errors.ts';
import { countAttempt, todayUtc } from './count-attempt.ts';

/** How many bytes are taken. */
export interface StorageLimits {
  /** Evidence of one operator that is kept at one time. Default 96 MiB. */
  readonly operatorBytes: number;
  /** What is taken of one operator on one day (UTC): parts and drafts, also those that were deleted since. Default 256 MiB. */
  readonly operatorBytesPerDay: number;
  /** Evidence of all that is kept at one time. Default 20 GiB. */
  readonly totalBytes: number;
}

const MIB = 1024 * 1024;
export const STORAGE_LIMITS: StorageLimits = {
  operatorBytes: 96 * MIB,
  operatorBytesPerDay: 256 * MIB,
  totalBytes: 20 * 1024 * MIB,
};

/** What a draft takes up in the database beside the particulars that were sent: its rows and those of its history. */
const DRAFT_ROWS_BYTES = 8 * 1024;
const DAY_MS = 86_400_000;
/** How long the sum over all evidence is believed; what this process took since is added. */
const TOTAL_FRESH_MS = 10_000;
/** Before it is worth asking again where the whole store is full, seconds. */
const STORE_FULL_RETRY_S = 600;

/** Counts bytes before they are read. What is deleted counts no longer. */
export interface StorageQuota {
  /**
   * Holds room for a part until the returned function is called: by then it is kept, and counted as such, or it is not.
   *
   * @throws ProblemError `upload_quota_exceeded` for the operator, `unavailable` where the store is full, each with
   *   `Retry-After`.
   */
  hold(operatorSub: string, bytes: number): Promise<() => void>;
  /** Counts a part that is kept against its operator's day. */
  countPart(tx: Database, operatorSub: string, bytes: number): Promise<unknown>;
  /**
   * Counts a draft against its operator's day.
   *
   * @throws ProblemError `upload_quota_exceeded`
   */
  countDraft(tx: Database, operatorSub: string, subjectBytes: number): Promise<void>;
}

/** @param freeAfterS when an operator's oldest draft has lapsed at the latest, seconds. */
export function openStorageQuota(db: Database, limits: StorageLimits, freeAfterS: number): StorageQuota {
  const held = holdRoom();
  const takeOfStore = watchStore(db, limits.totalBytes);

  const checkDay = (bytesToday: number): void => {
    if (bytesToday <= limits.operatorBytesPerDay) return;
    throw new ProblemError('upload_quota_exceeded', {
      detail: 'This operator has reached the daily limit of evidence bytes. Try again tomorrow (UTC).',
      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),
    });
  };

  return {
    async hold(operatorSub, bytes) {
      const release = held.add(operatorSub, bytes);
      try {
        if ((await keptBytes(db, operatorSub)) + held.bytesOf(operatorSub) > limits.operatorBytes) {
          throw new ProblemError('upload_quota_exceeded', {
            detail:
              "This operator's evidence has reached the storage limit. Submit or withdraw a draft, then try again.",
            retryAfterS: freeAfterS,
          });
        }
        checkDay((await sentToday(db, operatorSub)) + held.bytesOf(operatorSub));
        await takeOfStore(bytes);
        return release;
      } catch (error) {
        release();
        throw error;
      }
    },
    countPart: (tx, operatorSub, bytes) => countToday(tx, operatorSub, bytes),
    async countDraft(tx, operatorSub, subjectBytes) {
      checkDay(await countToday(tx, operatorSub, subjectBytes + DRAFT_ROWS_BYTES));
    },
  };
}

/** Room held in this process, by operator. */
function holdRoom() {
  const held = new Map<string, number>();
  const bytesOf = (operatorSub: string) => held.get(operatorSub) ?? 0;
  return {
    bytesOf,
    /** @returns what releases it. */
    add(operatorSub: string, bytes: number): () => void {
      held.set(operatorSub, bytesOf(operatorSub) + bytes);
      return () => {
        const left = bytesOf(operatorSub) - bytes;
        if (left > 0) held.set(operatorSub, left);
        else held.delete(operatorSub);
      };
    },
  };
}

/** @returns what takes bytes of the whole store, and throws `unavailable` where they do not fit. */
function watchStore(db: Database, totalBytes: number): (bytes: number) => Promise<void> {
  let total = { bytes: 0, atMs: Number.NEGATIVE_INFINITY };
  let summing: Promise<void> | undefined;

  /** One sum at a time, whoever waits for it. */
  const sumUp = () => {
    summing ??= keptBytes(db)
      .then((bytes) => {
        total = { bytes, atMs: performance.now() };
      })
      .finally(() => {
        summing = undefined;
      });
    return summing;
  };

  return async (bytes) => {
    const fits = () => total.bytes + bytes <= totalBytes;
    // Where it is said to be full, it may have been emptied since.
    if (performance.now() - total.atMs > TOTAL_FRESH_MS || !fits()) await sumUp();
    if (!fits()) {
      throw new ProblemError('unavailable', {
        detail: 'The evidence store is full. Try again later.',
        retryAfterS: STORE_FULL_RETRY_S,
      });
    }
    total.bytes += bytes;
  };
}

const todayOf = (operatorSub: string) => ({ scope: `sent_kib:${operatorSub}`, day: todayUtc() });

/** In KiB, so that a day's count stays a small number. @returns bytes, these included. */
async function countToday(tx: Database, operatorSub: string, bytes: number): Promise<number> {
  const { scope, day } = todayOf(operatorSub);
  return (await countAttempt(tx, scope, day, Math.ceil(bytes / 1024))) * 1024;
}

async function sentToday(db: Database, operatorSub: string): Promise<number> {
  const { scope, day } = todayOf(operatorSub);
  const [row] = await db
    .select({ kib: attemptCounters.count })
    .from(attemptCounters)
    .where(and(eq(attemptCounters.scope, scope), eq(attemptCounters.day, day)));
  return (row?.kib ?? 0) * 1024;
}

async function keptBytes(db: Database, operatorSub?: string): Promise<number> {
  const kept = isNull(evidenceParts.deletedAt);
  const { keptSize, size } = evidenceParts;
  const query = db.select({ bytes: sum(sql`coalesce(${keptSize}, ${size})`) }).from(evidenceParts);
  const [row] =
    operatorSub === undefined
      ? await query.where(kept)
      : await query
          .innerJoin(applications, eq(applications.id, evidenceParts.applicationId))
          .where(and(kept, eq(applications.operatorSub, operatorSub)));
  return Number(row?.bytes ?? 0);
}
