import { randomBytes, randomInt } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { hashPassword } from '../access/passwords.ts';
import type { AuditLog, StaffAct } from '../audit/audit-log.ts';
import type { Database } from '../database/database.ts';
import {
  STAFF_ROLES,
  type StaffAccountRow,
  type StaffRole,
  staffAccounts,
  staffSessions,
} from '../database/schema/staff.ts';
import type { KeyedHash } from '../storage/keyed-hash.ts';
import { newTotpSecret, sealTotpSecret } from './one-time-codes.ts';

/** What an account logs in with. Told once, when it is drawn. */
export interface StaffLogin {
  readonly name: string;
  readonly password: string;
  /** Base32: six digits every 30 seconds (RFC 6238, SHA-1). */
  readonly totpSecret: string;
}

/** Why an account cannot be made or changed; the message is a sentence for the person at the terminal. */
export class StaffError extends Error {
  readonly code: 'name_invalid' | 'name_taken' | 'roles_invalid' | 'unknown';
  constructor(code: StaffError['code'], message: string) {
    super(message);
    this.name = 'StaffError';
    this.code = code;
  }
}

/** What accounts are kept with. */
export interface StaffStore {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly hash: KeyedHash;
  /** Encrypts the secrets of one-time codes: 32 bytes, base64url, outside the database. */
  readonly staffKey: string;
}

/** One spelling, under which a name is kept, counted and looked up. */
export const tidyStaffName = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

/** The demo's accounts. The second reviewer is there for approvals that take two. */
export const DEMO_ACCOUNTS = {
  reviewer: ['reviewer'],
  'reviewer-2': ['reviewer'],
  clerk: ['clerk'],
  auditor: ['auditor'],
} as const satisfies Readonly<Record<string, readonly StaffRole[]>>;

/** What a name is made of. */
export const STAFF_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u;

/**
 * Makes an account, with a password and a secret drawn at random.
 *
 * @throws StaffError `name_invalid`, `roles_invalid`, or `name_taken`: also by an account that is disabled.
 */
export async function addStaff(
  store: StaffStore,
  { name: typed, roles }: { readonly name: string; readonly roles: readonly StaffRole[] },
): Promise<StaffLogin> {
  const name = tidyStaffName(typed);
  if (!STAFF_NAME.test(name)) {
    throw new StaffError('name_invalid', 'A name has letters, digits, dots and dashes, 40 at most.');
  }
  if (name in DEMO_ACCOUNTS) {
    throw new StaffError('name_taken', `${name} is an account of the demo. Choose another name.`);
  }
  if (roles.length === 0 || roles.some((role) => !STAFF_ROLES.includes(role))) {
    throw new StaffError('roles_invalid', `An account has roles, of these: ${STAFF_ROLES.join(', ')}.`);
  }
  const drawn = drawLogin();
  const row = newRow(name, roles, await credentialsOf(store, drawn));
  await store.db.transaction(async (tx) => {
    const made = await tx.insert(staffAccounts).values(row).onConflictDoNothing().returning();
    if (made.length === 0) throw new StaffError('name_taken', `An account named ${name} already exists.`);
    await note(store, tx, row.id, 'added', { roles: row.roles });
  });
  return { name, ...drawn };
}

/** A new password and secret for an account; whoever is logged in with it is not any more. @throws StaffError `unknown` */
export async function resetStaff(store: StaffStore, name: string): Promise<StaffLogin> {
  const drawn = drawLogin();
  const credentials = await credentialsOf(store, drawn);
  await change(store, name, { ...credentials, totpStep: 0, disabledAt: null }, 'reset');
  return { name: tidyStaffName(name), ...drawn };
}

/** Nobody logs in with it any more, and whoever is logged in is not. @throws StaffError `unknown` */
export const disableStaff = (store: StaffStore, name: string): Promise<void> =>
  change(store, name, { disabledAt: new Date() }, 'disabled');

export const listStaff = ({ db }: Pick<StaffStore, 'db'>): Promise<StaffAccountRow[]> =>
  db.select().from(staffAccounts).orderBy(asc(staffAccounts.name));

/**
 * The accounts with which somebody at this computer tries the sandbox out, under one password and one secret that are
 * drawn at each start. `login: null` disables those of an earlier start.
 */
export async function setDemoStaff(store: StaffStore, login: Omit<StaffLogin, 'name'> | null): Promise<void> {
  const credentials = login && (await credentialsOf(store, login));
  await store.db.transaction(async (tx) => {
    const earlier = await tx.select().from(staffAccounts).where(eq(staffAccounts.demo, true));
    for (const { id } of earlier) await tx.delete(staffSessions).where(eq(staffSessions.accountId, id));
    await tx.update(staffAccounts).set({ disabledAt: new Date() }).where(eq(staffAccounts.demo, true));
    if (!credentials) return;
    const fresh = { ...credentials, totpStep: 0, disabledAt: null };
    for (const [name, roles] of Object.entries(DEMO_ACCOUNTS)) {
      await tx
        .insert(staffAccounts)
        .values({ ...newRow(name, roles, credentials), demo: true })
        .onConflictDoUpdate({
          target: staffAccounts.name,
          set: { ...fresh, roles: [...roles] },
          setWhere: eq(staffAccounts.demo, true),
        });
    }
  });
}

/** Groups of letters and digits that are not taken for one another: 79 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
export function drawLogin(): Omit<StaffLogin, 'name'> {
  const drawn = Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return { password: drawn.match(/.{4}/g)!.join('-'), totpSecret: newTotpSecret() };
}

async function credentialsOf({ staffKey }: StaffStore, { password, totpSecret }: Omit<StaffLogin, 'name'>) {
  return {
    passwordHash: await hashPassword(password),
    totpSecretJwe: await sealTotpSecret(totpSecret, staffKey),
  };
}

const newRow = (
  name: string,
  roles: readonly StaffRole[],
  credentials: Awaited<ReturnType<typeof credentialsOf>>,
) => ({
  id: randomBytes(16).toString('base64url'),
  name,
  roles: [...new Set(roles)],
  ...credentials,
  createdAt: new Date(),
});

function change(
  store: StaffStore,
  typed: string,
  columns: Partial<StaffAccountRow>,
  action: StaffAct,
): Promise<void> {
  const name = tidyStaffName(typed);
  return store.db.transaction(async (tx) => {
    const [row] = await tx
      .update(staffAccounts)
      .set(columns)
      .where(eq(staffAccounts.name, name))
      .returning({ id: staffAccounts.id });
    if (row === undefined) throw new StaffError('unknown', `No account is named ${name}.`);
    await tx.delete(staffSessions).where(eq(staffSessions.accountId, row.id));
    await note(store, tx, row.id, action);
  });
}

const note = (
  { audit }: StaffStore,
  tx: Database,
  id: string,
  action: StaffAct,
  details: Record<string, unknown> = {},
): Promise<void> =>
  audit.append(tx, { actor: 'system', action: `staff.${action}`, object: `staff:${id}`, details });
