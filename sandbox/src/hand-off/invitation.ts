import { randomBytes } from 'node:crypto';
import { and, desc, eq, ne } from 'drizzle-orm';
import { type Database, newId } from '../database/database.ts';
import { type HandOffRow, handOffs } from '../database/schema/hand-offs.ts';
import { idOfToken, isSame, type KeyedHash, keyedToken } from '../storage/keyed-hash.ts';

/** How long one symbol stands on the screen. It is good for as long again: a phone needs a moment from the scan to the page. */
const SCAN_S = 20;
/** Digits that are typed: ten to the ninth, against guesses within the few minutes of a hand-off. */
const CODE_DIGITS = 9;
/** Digits that are compared by being typed at the other screen, with three tries. */
const MATCH_DIGITS = 4;
const ID_LENGTH = 22;
const MAC_LENGTH = 40;

/** What of a hand-off leads to it, made from a key, so that nothing by which it could be taken up stands in the database. */
export interface Tickets {
  readonly scan: { readonly ticket: string; readonly expiresAt: Date };
  readonly link: string;
  readonly code: string;
}

const windowOf = ({ createdAt }: HandOffRow, nowMs: number): number =>
  Math.floor((nowMs - createdAt.getTime()) / (SCAN_S * 1000));

const scanTicket = (hash: KeyedHash, id: string, window: number): string =>
  id + hash('hand-off-scan', id, String(window)).slice(0, MAC_LENGTH);

/** The tickets of this moment. */
export function ticketsOf(hash: KeyedHash, row: HandOffRow): Tickets {
  const window = windowOf(row, Date.now());
  return {
    scan: {
      ticket: scanTicket(hash, row.id, window),
      expiresAt: new Date(row.createdAt.getTime() + (window + 1) * SCAN_S * 1000),
    },
    link: keyedToken(hash, 'hand-off-link', row.id),
    code: codeOf(hash, row.id),
  };
}

const codeOf = (hash: KeyedHash, id: string): string => digits(hash('hand-off-digits', id), CODE_DIGITS);

/** The digits that a device shows, the same whenever it asks. */
export const matchCodeOf = (hash: KeyedHash, id: string, jkt: string): string =>
  digits(hash('hand-off-match', id, jkt), MATCH_DIGITS);

function digits(mac: string, count: number): string {
  const number = Buffer.from(mac, 'base64url').readBigUInt64BE() % 10n ** BigInt(count);
  return String(number).padStart(count, '0');
}

/** An id whose digits no other hand-off under way has. */
export async function freshId(tx: Database, hash: KeyedHash): Promise<{ id: string; codeHash: string }> {
  for (;;) {
    const id = newId();
    const codeHash = hash('hand-off-code', codeOf(hash, id));
    const [taken] = await tx
      .select({ id: handOffs.id })
      .from(handOffs)
      .where(and(eq(handOffs.codeHash, codeHash), ne(handOffs.status, 'ended')));
    if (taken === undefined) return { id, codeHash };
  }
}

/** The hand-off that a ticket leads to, or `undefined`: of another make, of a symbol that is gone, digits of none. */
export async function findByTicket(
  tx: Database,
  hash: KeyedHash,
  ticket: string,
): Promise<HandOffRow | undefined> {
  if (/^\d+$/.test(ticket)) {
    const [row] = await tx
      .select()
      .from(handOffs)
      .where(eq(handOffs.codeHash, hash('hand-off-code', ticket)))
      .orderBy(desc(handOffs.createdAt))
      .limit(1);
    return row;
  }
  const id = ticket.slice(0, ID_LENGTH);
  const [row] = await tx.select().from(handOffs).where(eq(handOffs.id, id));
  if (row === undefined || idOfToken(hash, 'hand-off-link', ticket) === id) return row;
  const window = windowOf(row, Date.now());
  return [window, window - 1].some((each) => isSame(scanTicket(hash, id, each), ticket)) ? row : undefined;
}

/** A token for the other device; what stands in the database is its keyed hash. */
export const newToken = (): string => randomBytes(32).toString('base64url');
