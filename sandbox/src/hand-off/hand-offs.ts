import type { HandOffReason } from '@family-auth/library/protocol/hand-off.ts';
import { and, eq, gt, inArray, isNull, lt } from 'drizzle-orm';
import { asDraft, findDraft } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import type { Caller } from '../context/caller.ts';
import type { Database } from '../database/database.ts';
import { inChunks } from '../database/in-chunks.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { challenges } from '../database/schema/challenges.ts';
import { type HandOffRow, handOffs } from '../database/schema/hand-offs.ts';
import { ProblemError } from '../errors/errors.ts';
import { forgetEvidence } from '../evidence/evidence-files.ts';
import { isSame } from '../storage/keyed-hash.ts';
import { findByTicket, freshId, matchCodeOf, newToken } from './invitation.ts';

/** How long each part may take, seconds: until a device takes it up, until its code is typed, until the evidence is in. */
const OPEN_S = 300;
const CLAIMED_S = 180;
const CONFIRMED_S = 900;
/** Codes that may be typed. */
const TRIES = 3;
/** How long an ended one is still told of, milliseconds. */
const REMEMBERED_MS = 86_400_000;

const UNDER_WAY = ['open', 'claimed', 'confirmed'] as const;
/** Neither handed in nor ended. */
export const isUnderWay = ({ status }: HandOffRow): boolean =>
  (UNDER_WAY as readonly string[]).includes(status);
const inSeconds = (s: number): Date => new Date(Date.now() + s * 1000);

/** A hand-off with the application that it is of. */
export interface Found {
  readonly row: HandOffRow;
  readonly application: ApplicationRow;
}

/**
 * Invites another device. The hand-off before ends, and what it held is given back.
 *
 * @param portal origin of the page on which the operator is.
 * @throws ProblemError as `findDraft`.
 */
export async function createHandOff(
  backend: Backend,
  applicationId: string,
  caller: Caller,
  portal: string | undefined,
): Promise<Found> {
  const { db, hash, audit } = backend;
  await endOthers(backend, applicationId, caller);
  const draft = await findDraft(backend, applicationId, caller);
  return db.transaction(async (tx) => {
    const { id, codeHash } = await freshId(tx, hash);
    const [row] = await tx
      .insert(handOffs)
      .values({
        ...{ id, codeHash, applicationId: draft.id, status: 'open', portal: portal ?? null },
        ...{ grantId: caller.grantId, authTime: caller.authTime, triesLeft: TRIES },
        ...{ createdAt: new Date(), expiresAt: inSeconds(OPEN_S) },
      })
      .returning();
    await audit.append(tx, { actor: `operator:${caller.sub}`, action: 'hand_off.opened', object: draft.id });
    return { row: row!, application: await setHolder(tx, draft.id, { handOffId: id, holderJkt: null }) };
  });
}

/** Only of the caller's own application, made with this key: nobody else ends anything. */
async function endOthers(backend: Backend, applicationId: string, caller: Caller): Promise<void> {
  await backend.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ handOff: handOffs })
      .from(handOffs)
      .innerJoin(applications, eq(applications.id, handOffs.applicationId))
      .where(
        and(
          eq(handOffs.applicationId, applicationId),
          inArray(handOffs.status, [...UNDER_WAY]),
          eq(applications.operatorSub, caller.sub),
          eq(applications.clientId, caller.clientId),
          eq(applications.jkt, caller.jkt),
        ),
      );
    if (row !== undefined) await end(backend, tx, (await locked(tx, row.handOff.id))!, 'replaced');
  });
}

/** The hand-off and its application as they are now: one whose time is up, or whose draft is none any more, ends on sight. */
export async function findHandOff(backend: Backend, id: string): Promise<Found | undefined> {
  return backend.db.transaction(async (tx) => settled(backend, tx, id));
}

async function settled(backend: Backend, tx: Database, id: string): Promise<Found | undefined> {
  const found = await locked(tx, id);
  if (found === undefined) return undefined;
  const { row, application } = found;
  if (!isUnderWay(row)) return found;
  if (application.status !== 'draft') return end(backend, tx, found, 'draft_ended');
  return row.expiresAt.getTime() <= Date.now() ? end(backend, tx, found, 'expired') : found;
}

/** The application first, as whoever draws a challenge or submits does. */
async function locked(tx: Database, id: string): Promise<Found | undefined> {
  const [known] = await tx
    .select({ applicationId: handOffs.applicationId })
    .from(handOffs)
    .where(eq(handOffs.id, id));
  if (known === undefined) return undefined;
  const [application] = await tx
    .select()
    .from(applications)
    .where(eq(applications.id, known.applicationId))
    .for('update');
  const [row] = await tx.select().from(handOffs).where(eq(handOffs.id, id)).for('update');
  if (row === undefined || application === undefined) throw new ProblemError('not_found');
  return { row, application };
}

/** What a device is answered that takes an invitation up. */
export interface Claimed extends Found {
  readonly token: string;
  readonly matchCode: string;
}

/**
 * Takes an invitation up with a key. The same key again, because the answer got lost, gets the same code and another token.
 *
 * @throws ProblemError `hand_off_taken` for a second device, `hand_off_ended` for what leads to none, or to none any more.
 */
export async function claimHandOff(backend: Backend, ticket: string, jkt: string): Promise<Claimed> {
  const { db, hash, audit } = backend;
  const found = await db.transaction(async (tx) => {
    const named = await findByTicket(tx, hash, ticket);
    return named && settled(backend, tx, named.id);
  });
  if (found === undefined || found.row.status === 'ended') throw new ProblemError('hand_off_ended');
  return db.transaction(async (tx) => {
    const { row, application } = (await locked(tx, found.row.id))!;
    const isAgain = row.status === 'claimed' && row.deviceJkt === jkt;
    if (row.status !== 'open' && !isAgain) {
      throw new ProblemError(row.status === 'ended' ? 'hand_off_ended' : 'hand_off_taken');
    }
    // The operator's own key would hold the draft without anybody having compared anything.
    if (application.jkt === jkt) throw new ProblemError('hand_off_taken');
    const token = newToken();
    const [claimed] = await tx
      .update(handOffs)
      .set({
        status: 'claimed',
        deviceJkt: jkt,
        tokenHash: hash('hand-off-token', token),
        ...(isAgain ? {} : { expiresAt: inSeconds(CLAIMED_S) }),
      })
      .where(eq(handOffs.id, row.id))
      .returning();
    if (!isAgain) {
      await audit.append(tx, { actor: 'system', action: 'hand_off.claimed', object: application.id });
    }
    return { row: claimed!, application, token, matchCode: matchCodeOf(hash, row.id, jkt) };
  });
}

/**
 * Lets the other device hold the draft. What was sent for it before is forgotten: all evidence is of one device.
 *
 * @throws ProblemError `hand_off_code_wrong`, `hand_off_ended`, `state_conflict` where nobody has taken it up, or as `findDraft`.
 */
export async function confirmHandOff(
  backend: Backend,
  id: string,
  caller: Caller,
  matchCode: string,
): Promise<Found> {
  const { db, hash, audit } = backend;
  const outcome = await db.transaction(async (tx): Promise<Found | 'wrong' | 'over'> => {
    const { row, application } = (await settled(backend, tx, id))!;
    if (row.status === 'ended' || row.status === 'submitted') return 'over';
    if (application.jkt !== caller.jkt) throw new ProblemError('key_mismatch');
    if (row.status === 'open') throw new ProblemError('state_conflict', { detail: NOBODY_YET });
    const isRight = isSame(matchCodeOf(hash, row.id, row.deviceJkt!), matchCode);
    if (row.status === 'confirmed') return isRight ? { row, application } : 'wrong';
    if (!isRight) {
      const triesLeft = row.triesLeft - 1;
      await tx.update(handOffs).set({ triesLeft }).where(eq(handOffs.id, row.id));
      if (triesLeft === 0) await end(backend, tx, { row, application }, 'wrong_code');
      return triesLeft === 0 ? 'over' : 'wrong';
    }
    asDraft(application, caller);
    await forgetAll(tx, application.id);
    const { grantId, authTime } = caller;
    const [confirmed] = await tx
      .update(handOffs)
      .set({ status: 'confirmed', grantId, authTime, expiresAt: inSeconds(CONFIRMED_S) })
      .where(eq(handOffs.id, row.id))
      .returning();
    const actor = `operator:${caller.sub}`;
    await audit.append(tx, { actor, action: 'hand_off.confirmed', object: application.id });
    const holder = { handOffId: row.id, holderJkt: row.deviceJkt };
    return { row: confirmed!, application: await setHolder(tx, application.id, holder) };
  });
  if (outcome === 'wrong') throw new ProblemError('hand_off_code_wrong');
  if (outcome === 'over') throw new ProblemError('hand_off_ended');
  return outcome;
}

const NOBODY_YET = 'No other device has taken the hand-off up yet.';

/** @throws ProblemError `state_conflict` where the evidence is handed in already. */
export async function cancelHandOff(backend: Backend, id: string, caller: Caller): Promise<Found> {
  return backend.db.transaction(async (tx) => {
    const found = (await settled(backend, tx, id))!;
    if (found.row.status === 'submitted') throw new ProblemError('state_conflict');
    if (found.row.status === 'ended') return found;
    return end(backend, tx, found, caller.handOff === undefined ? 'cancelled' : 'declined');
  });
}

/** The other device has handed the application in. */
export async function noteSubmission(tx: Database, caller: Caller): Promise<void> {
  if (caller.handOff === undefined) return;
  await tx.update(handOffs).set({ status: 'submitted' }).where(eq(handOffs.id, caller.handOff.id));
}

/** Ends it; the draft is its own device's again, without anything that the other one has sent. */
async function end(
  { audit }: Pick<Backend, 'audit'>,
  tx: Database,
  { row, application }: Found,
  reason: HandOffReason,
): Promise<Found> {
  const [ended] = await tx
    .update(handOffs)
    .set({ status: 'ended', reason })
    .where(eq(handOffs.id, row.id))
    .returning();
  const held = row.status === 'confirmed' && application.status === 'draft';
  if (held) await forgetAll(tx, application.id);
  await audit.append(tx, {
    actor: 'system',
    action: 'hand_off.ended',
    object: application.id,
    details: { reason },
  });
  if (application.handOffId !== row.id) return { row: ended!, application };
  return {
    row: ended!,
    application: await setHolder(tx, application.id, { handOffId: null, holderJkt: null }),
  };
}

async function forgetAll(tx: Database, applicationId: string): Promise<void> {
  await forgetEvidence(tx, applicationId);
  await tx
    .update(challenges)
    .set({ usedAt: new Date() })
    .where(and(eq(challenges.applicationId, applicationId), isNull(challenges.usedAt)));
}

async function setHolder(
  tx: Database,
  id: string,
  holder: Pick<ApplicationRow, 'handOffId' | 'holderJkt'>,
): Promise<ApplicationRow> {
  const [row] = await tx.update(applications).set(holder).where(eq(applications.id, id)).returning();
  return row!;
}

/** Ends hand-offs whose time is up, and forgets those that ended a day ago. */
export async function endHandOffs(backend: Backend): Promise<void> {
  const { db } = backend;
  await inChunks(backend, 'end of hand-offs', {
    next: (after, limit) =>
      db
        .select({ id: handOffs.id })
        .from(handOffs)
        .where(
          and(
            inArray(handOffs.status, [...UNDER_WAY]),
            lt(handOffs.expiresAt, new Date()),
            gt(handOffs.id, after),
          ),
        )
        .orderBy(handOffs.id)
        .limit(limit),
    work: async (id) => void (await findHandOff(backend, id)),
  });
  await db.delete(handOffs).where(lt(handOffs.expiresAt, new Date(Date.now() - REMEMBERED_MS)));
}
