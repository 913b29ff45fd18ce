import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import type { SubjectRequest } from '@family-auth/library/protocol/subject-request.ts';
import { eq } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications, type SubjectAnswer } from '../database/schema/applications.ts';
import { judgements } from '../database/schema/judgements.ts';
import { operators } from '../database/schema/operators.ts';
import { ProblemError } from '../errors/errors.ts';
import { requireVerifiedAccounts } from '../rules/policy.ts';
import { idOfToken, type KeyedHash } from '../storage/keyed-hash.ts';
import { isLapsed } from './find-application.ts';
import { moveApplication } from './move-application.ts';

/**
 * The application that waits for this relative's answer, or `undefined`: no such link, or it was answered, withdrawn or
 * has lapsed, or accounts are not verified here.
 */
export async function waitingRequest(
  { db, hash, settings }: Backend,
  token: string,
): Promise<ApplicationRow | undefined> {
  if (!settings.accountsVerified) return undefined;
  const id = idOfToken(hash, 'subject-link', token);
  if (id === undefined) return undefined;
  const [row] = await db.select().from(applications).where(eq(applications.id, id));
  const waits =
    row?.status === 'awaiting_subject' &&
    row.method === 'subject_login' &&
    row.expiresAt.getTime() > Date.now();
  return waits ? row : undefined;
}

/**
 * The request behind a link, for the account whose holder proved to be the relative. Others are told no more than that it
 * is not theirs, however often they try: the request goes on waiting for the relative.
 *
 * @param sub who is logged in.
 * @throws ProblemError `accounts_not_verified`, `not_found` or `subject_mismatch`.
 */
export async function findSubjectRequest(
  backend: Backend,
  token: string,
  sub: string,
): Promise<ApplicationRow> {
  requireVerifiedAccounts(backend.settings);
  const row = await waitingRequest(backend, token);
  if (row === undefined) throw new ProblemError('not_found');
  const [account] = await backend.db.select().from(operators).where(eq(operators.sub, sub));
  if (account?.numberHash === row.subjectHash && account.identityVerifiedAt !== null) return row;
  throw new ProblemError('subject_mismatch', {
    detail: "This account is not registered with the relative's number.",
  });
}

/** What the relative is shown of the request. */
export async function requestView(db: Database, row: ApplicationRow): Promise<SubjectRequest> {
  const [operator] = await db.select().from(operators).where(eq(operators.sub, row.operatorSub));
  return {
    application: row.id,
    operator_name: operator?.name ?? '',
    subject_name: row.subjectName,
    relationship: row.relationship,
    expires_at: row.expiresAt.toISOString(),
  };
}

/** How the waiting for a relative ends. */
export type Settled =
  | { readonly agreed: true; readonly answer: SubjectAnswer }
  | {
      readonly agreed: false;
      readonly reason: DecisionReason;
      /** `subject:SUB`, `clerk:NAME` or `system`. */
      readonly decidedBy: string;
      readonly note?: string;
    };

/**
 * Ends an application's waiting for the relative: agreed, it is judged; otherwise it is refused.
 *
 * @returns whether it still waited.
 */
export async function settleAnswer(
  backend: Backend,
  applicationId: string,
  settled: Settled,
): Promise<boolean> {
  return backend.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for('update');
    if (row?.status !== 'awaiting_subject' || isLapsed(row)) return false;
    if (settled.agreed) {
      const { answer } = settled;
      const actor = `${answer.by === 'clerk' ? 'clerk' : 'subject'}:${answer.who}`;
      await moveApplication(backend, tx, row, {
        to: 'processing',
        actor,
        changes: { subjectAnswer: answer },
      });
      return true;
    }
    const { reason, decidedBy, note = null } = settled;
    await tx.insert(judgements).values({
      applicationId,
      verdict: 'rejected',
      reason,
      refusedBy: 'subject_agreed',
      decidedBy,
      checks: [{ name: 'subject_agreed', passed: false }],
      note,
      at: new Date(),
    });
    await moveApplication(backend, tx, row, { to: 'rejected', actor: decidedBy, reason });
    return true;
  });
}

/** Short enough to be written on a slip of paper; a counter has few guesses. */
const DIGITS = 9;
/** How often another number is tried when one is taken: with a million appointments one in a thousand is. */
const TRIES = 8;

/**
 * The application's appointment code, the same whenever it is asked for: it is not kept, but made from a key, and only
 * its keyed hash stands in the database.
 */
export async function appointmentCode(backend: Backend, row: ApplicationRow): Promise<string> {
  const { db, hash } = backend;
  const codes = Array.from({ length: TRIES }, (_, n) => codeOf(hash, row.id, n));
  const known = codes.find((code) => hash('appointment-code', code) === row.appointmentHash);
  if (known !== undefined) return known;
  for (const code of codes) {
    const appointmentHash = hash('appointment-code', code);
    const [taken] = await db
      .select({ id: applications.id })
      .from(applications)
      .where(eq(applications.appointmentHash, appointmentHash));
    if (taken !== undefined && taken.id !== row.id) continue;
    await db.update(applications).set({ appointmentHash }).where(eq(applications.id, row.id));
    return code;
  }
  throw new Error('No free appointment code was found.');
}

function codeOf(hash: KeyedHash, applicationId: string, n: number): string {
  const bytes = Buffer.from(hash('appointment', applicationId, String(n)), 'base64url');
  const number = bytes.readBigUInt64BE() % 10n ** BigInt(DIGITS);
  return String(number).padStart(DIGITS, '0');
}
