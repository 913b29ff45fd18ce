import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@family-auth/library/base/clock.ts';
import { and, eq, isNull, lt, ne, TransactionRollbackError } from 'drizzle-orm';
import { checkPassword, hashPassword, passwordError } from '../access/passwords.ts';
import type { AuditEntry, StaffAct } from '../audit/audit-log.ts';
import type { Database } from '../database/database.ts';
import {
  type StaffAccountRow,
  type StaffRole,
  staffAccounts,
  staffSessions,
} from '../database/schema/staff.ts';
import { countAttempt, takeBackAttempt } from '../limits/count-attempt.ts';
import { newTotpSecret, openTotpSecret, sealTotpSecret, stepOf } from './one-time-codes.ts';
import { type StaffStore, tidyStaffName } from './staff-accounts.ts';

const IDLE_MS = 30 * 60_000;
/** How long a session lasts at most. */
export const LONGEST_MS = 8 * 60 * 60_000;
/** A click that comes sooner after the last one is not noted anew. */
const SEEN_STEP_MS = 30_000;

/** Failed log-ins within a quarter of an hour: with one name from one address, and with one name in all. */
const FAILURES_OF_ADDRESS = 10;
const FAILURES_OF_NAME = 50;
const FAILURES_WINDOW_MS = 15 * 60_000;

export interface StaffSession {
  readonly token: string;
  readonly name: string;
  readonly role: StaffRole;
  /** Expected back in every form. */
  readonly csrf: string;
  /** Of an account of the demo. */
  readonly demo: boolean;
}

export interface StaffEntry {
  readonly name: string;
  readonly password: string;
  /** The six digits of now. */
  readonly code: string;
  /** What somebody wants to work as. */
  readonly role: StaffRole;
  /** Where the request comes from. */
  readonly from: StaffOrigin;
}

export interface StaffOrigin {
  /** Network address. */
  readonly address: string;
  /** Whether somebody at this computer asks: accounts of the demo are for nobody else. */
  readonly thisComputer: boolean;
}

/** `wrong`: name, password or code, and which stays untold. `other_role`: all right, but not for this desk. */
export type StaffRefusal = 'wrong' | 'other_role' | 'too_many';

export interface PasswordChange {
  /** The present one. */
  readonly password: string;
  /** The six digits of now. */
  readonly code: string;
  readonly fresh: string;
  readonly from: StaffOrigin;
}

export type PasswordRefusal = 'wrong' | 'too_many' | NonNullable<ReturnType<typeof passwordError>>;

/** Log-ins of those who work here, in the database: they outlive a restart, and hold in every process. */
export interface StaffSessions {
  logIn(entry: StaffEntry): Promise<StaffSession | StaffRefusal>;
  /** The session of a cookie's token, which thereby stays alive for another half hour; at most eight hours in all. */
  find(token: string | undefined, role: StaffRole, from: StaffOrigin): Promise<StaffSession | undefined>;
  logOut(session: StaffSession): Promise<void>;
  /** Sets a new password; every other session of the account ends. */
  changePassword(session: StaffSession, change: PasswordChange): Promise<'changed' | PasswordRefusal>;
}

interface Checked {
  readonly account: StaffAccountRow | undefined;
  readonly right: boolean;
}

/** What every step works with. */
interface Desk {
  readonly store: StaffStore;
  readonly clock: Clock;
  /** Stands in for the secret of an account that there is not. */
  readonly nobodysSecret: Promise<string>;
}

export function openStaffSessions(store: StaffStore, clock: Clock): StaffSessions {
  const desk: Desk = { store, clock, nobodysSecret: sealTotpSecret(newTotpSecret(), store.staffKey) };
  return {
    logIn: (entry) => logIn(desk, entry),
    find: (token, role, from) => find(desk, token, role, from),
    logOut: (session) => logOut(desk, session),
    changePassword: (session, change) => changePassword(desk, session, change),
  };
}

async function logIn(desk: Desk, entry: StaffEntry): Promise<StaffSession | StaffRefusal> {
  const { store, clock } = desk;
  const failures = await countFailures(store, entry, clock.epochMs());
  if (failures === 'too_many') return failures;
  const { account, right } = await check(desk, entry);
  if (account && right && account.roles.includes(entry.role)) {
    await failures.takeBack();
    return begin(desk, account, entry.role);
  }
  await noteFailure(store, account, clock.epochMs());
  return right ? 'other_role' : 'wrong';
}

/** Whose name this is, and whether password and code are theirs. Does as much for a name that there is not. */
async function check(
  { store: { db, staffKey }, clock, nobodysSecret }: Desk,
  { name, password, code, from }: Omit<StaffEntry, 'role'>,
): Promise<Checked> {
  const [found] = await db
    .select()
    .from(staffAccounts)
    .where(and(eq(staffAccounts.name, tidyStaffName(name)), isNull(staffAccounts.disabledAt)));
  const account = found?.demo && !from.thisComputer ? undefined : found;
  const knows = await checkPassword(password, account?.passwordHash);
  const secret = await openTotpSecret(account?.totpSecretJwe ?? (await nobodysSecret), staffKey);
  const step = stepOf(secret, code, clock.epochMs());
  if (!account || !knows || step === null) return { account, right: false };
  // Each code once, also when it comes twice at the same moment.
  const taken = await db
    .update(staffAccounts)
    .set({ totpStep: step })
    .where(and(eq(staffAccounts.id, account.id), lt(staffAccounts.totpStep, step)))
    .returning({ id: staffAccounts.id });
  return { account, right: taken.length === 1 };
}

async function begin(
  { store, clock }: Desk,
  account: StaffAccountRow,
  role: StaffRole,
): Promise<StaffSession> {
  const token = randomBytes(32).toString('base64url');
  const now = new Date(clock.epochMs());
  await store.db.transaction(async (tx) => {
    await tx
      .insert(staffSessions)
      .values({ tokenHash: digest(token), accountId: account.id, role, beganAt: now, seenAt: now });
    await note(store, tx, `${role}:${account.name}`, 'logged_in', account.id);
  });
  return sessionOf(token, account, role);
}

async function find(
  { store: { db }, clock }: Desk,
  token: string | undefined,
  role: StaffRole,
  { thisComputer }: StaffOrigin,
): Promise<StaffSession | undefined> {
  if (token === undefined) return undefined;
  const isThis = eq(staffSessions.tokenHash, digest(token));
  const [row] = await db
    .select()
    .from(staffSessions)
    .innerJoin(staffAccounts, eq(staffAccounts.id, staffSessions.accountId))
    .where(isThis);
  if (row === undefined) return undefined;
  const { staff_sessions: session, staff_accounts: account } = row;
  const idleMs = clock.epochMs() - session.seenAt.getTime();
  if (idleMs > IDLE_MS || clock.epochMs() - session.beganAt.getTime() > LONGEST_MS) {
    await db.delete(staffSessions).where(isThis);
    return undefined;
  }
  const may = account.disabledAt === null && account.roles.includes(role) && session.role === role;
  if (!may || (account.demo && !thisComputer)) return undefined;
  const seenAt = new Date(clock.epochMs());
  if (idleMs > SEEN_STEP_MS) await db.update(staffSessions).set({ seenAt }).where(isThis);
  return sessionOf(token, account, role);
}

async function logOut({ store }: Desk, { token, name, role }: StaffSession): Promise<void> {
  await store.db.transaction(async (tx) => {
    const [ended] = await tx
      .delete(staffSessions)
      .where(eq(staffSessions.tokenHash, digest(token)))
      .returning({ id: staffSessions.accountId });
    if (ended) await note(store, tx, `${role}:${name}`, 'logged_out', ended.id);
  });
}

async function changePassword(
  desk: Desk,
  { token, name, role }: StaffSession,
  { fresh, ...entry }: PasswordChange,
): Promise<'changed' | PasswordRefusal> {
  const { store, clock } = desk;
  const weak = passwordError(fresh, [name]);
  if (weak !== undefined) return weak;
  const failures = await countFailures(store, { name, from: entry.from }, clock.epochMs());
  if (failures === 'too_many') return failures;
  const { account, right } = await check(desk, { name, ...entry });
  if (!account || !right) {
    await noteFailure(store, account, clock.epochMs());
    return 'wrong';
  }
  await failures.takeBack();
  const passwordHash = await hashPassword(fresh);
  const { id } = account;
  return store.db.transaction(async (tx) => {
    // Not where somebody at the terminal has just set another.
    const still = and(eq(staffAccounts.id, id), eq(staffAccounts.passwordHash, account.passwordHash));
    const set = await tx
      .update(staffAccounts)
      .set({ passwordHash })
      .where(still)
      .returning({ id: staffAccounts.id });
    if (set.length === 0) return 'wrong';
    const others = and(eq(staffSessions.accountId, id), ne(staffSessions.tokenHash, digest(token)));
    await tx.delete(staffSessions).where(others);
    await note(store, tx, `${role}:${name}`, 'password_changed', id);
    return 'changed';
  });
}

/**
 * Each failure with an account has its entry. Of those with a name that there is not, the first, tenth, hundredth … of a day
 * has: whoever tries invented names makes no chain grow for ever. Both take as long.
 */
function noteFailure(
  store: StaffStore,
  account: StaffAccountRow | undefined,
  epochMs: number,
): Promise<void> {
  const day = new Date(epochMs).toISOString().slice(0, 10);
  const object = `staff:${account?.id ?? 'unknown'}`;
  return store.db.transaction(async (tx) => {
    const today = await countAttempt(tx, `staff-login-failed:${object}`, day);
    const enters = account !== undefined || Number.isInteger(Math.log10(today));
    const entry: AuditEntry = { actor: 'system', action: 'staff.log_in_failed', object, details: { today } };
    await tx
      .transaction(async (savepoint) => {
        await store.audit.append(savepoint, entry);
        if (!enters) savepoint.rollback();
      })
      .catch((error: unknown) => {
        if (!(error instanceof TransactionRollbackError)) throw error;
      });
  });
}

const note = ({ audit }: StaffStore, tx: Database, actor: string, action: StaffAct, id: string) =>
  audit.append(tx, { actor, action: `staff.${action}`, object: `staff:${id}` });

/** Counted before anything is looked up, so that many tries at once gain nothing; a right one is taken back. */
async function countFailures(
  { db, hash }: StaffStore,
  { name, from }: Pick<StaffEntry, 'name' | 'from'>,
  epochMs: number,
) {
  const who = tidyStaffName(name);
  const window = new Date(epochMs - (epochMs % FAILURES_WINDOW_MS)).toISOString().slice(0, 16);
  const scopes = [
    [`staff-login:${hash('staff-login', who, from.address)}`, FAILURES_OF_ADDRESS],
    [`staff-login:${hash('staff-login', who)}`, FAILURES_OF_NAME],
  ] as const;
  for (const [scope, most] of scopes) {
    if ((await countAttempt(db, scope, window)) > most) return 'too_many';
  }
  return {
    async takeBack() {
      for (const [scope] of scopes) await takeBackAttempt(db, scope, window);
    },
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const sessionOf = (token: string, { name, demo }: StaffAccountRow, role: StaffRole): StaffSession => ({
  token,
  name,
  role,
  demo,
  csrf: digest(`csrf:${token}`),
});
