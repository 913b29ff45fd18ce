import { utf8 } from '@family-auth/library/base/bytes.ts';
import { ageRequirements, isPlausible, methodsFor } from '@family-auth/library/identity/age-rules.ts';
import type { DetailsErrorCode } from '@family-auth/library/identity/details.ts';
import { maskName } from '@family-auth/library/identity/mask.ts';
import type { CreateApplication } from '@family-auth/library/protocol/application.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { digest } from '@family-auth/library/seal/digest.ts';
import { type Fault, SealError } from '@family-auth/library/seal/seal-error.ts';
import { openSubject } from '@family-auth/library/seal/subject.ts';
import { and, eq } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Caller } from '../context/caller.ts';
import type { Settings } from '../context/settings.ts';
import { type Database, newId } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { operators } from '../database/schema/operators.ts';
import { ProblemError } from '../errors/errors.ts';
import { countRoles, recordDeletion } from '../evidence/deletion.ts';
import { forgetEvidence } from '../evidence/evidence-files.ts';
import { ageRules, isOwnWord, methods, photoRequirements, requireVerifiedAccounts } from '../rules/policy.ts';
import { relationships } from '../rules/relationships.ts';
import { wasRepudiated } from './cards.ts';
import { checkConsents, recordConsents } from './consents.ts';
import { moveApplication, recordTransition } from './move-application.ts';
import { relativesLeft } from './relatives-left.ts';
import { type CheckedSubject, checkSubject } from './subject.ts';

/**
 * Makes a draft. Every rule that depends on form and on what this operator already has is checked; the registry is not
 * asked, so that the answer says nothing of whether such a person exists.
 *
 * @throws ProblemError, SealError.
 */
export async function createApplication(
  backend: Backend,
  tx: Database,
  caller: Caller,
  input: CreateApplication,
): Promise<ApplicationRow> {
  const relationship = relationships.find(({ code }) => code === input.relationship);
  if (relationship === undefined) throw relationshipRefused('relationship_missing');
  const checked = checkSubject(await open(backend, caller, input.subject));
  const guardianNeeded = checkMethod(backend.settings, checked, input, relationship);
  checkConsents(input.consents, input.method, guardianNeeded);
  const { type, country, number } = checked.subject.id;
  const subjectHash = backend.hash('document', type, country, number);
  await checkOperator(backend, tx, caller, { checked, relationship, method: input.method, subjectHash });
  await backend.quota.countDraft(tx, caller.sub, input.subject.length);
  await supersedeDrafts(backend, tx, caller, subjectHash);
  return insertDraft(backend, tx, {
    operatorSub: caller.sub,
    clientId: caller.clientId,
    jkt: caller.jkt,
    relationship: relationship.code,
    method: input.method,
    subjectJwe: input.subject,
    subjectSha256: await digest(utf8(input.subject)),
    subjectHash,
    subjectName: maskName(checked.subject.name),
    consents: recordConsents(input.consents),
    guardianConsent: guardianNeeded,
    requirements: [...photoRequirements(input.method, type)],
  });
}

async function open({ keys, settings }: Backend, { jkt }: Caller, jwe: string): Promise<Subject> {
  try {
    return await openSubject(jwe, { keys: keys.intake, aud: settings.issuer, jkt, nowMs: Date.now() });
  } catch (error) {
    if (!(error instanceof SealError) || error.code !== 'malformed') throw error;
    throw new ProblemError('invalid_subject', {
      detail: error.message,
      errors: error.faults.map(subjectFault),
      cause: error,
    });
  }
}

/** What the form calls that which does not fit the schema, by its pointer; the rest keeps the schema's own word. */
const FAULT_CODES: Readonly<Record<string, DetailsErrorCode>> = {
  '/name': 'name_missing',
  '/id/type': 'id_type_missing',
  '/id/number': 'number_length',
  '/id/country': 'country_invalid',
  '/birthdate': 'birthdate_invalid',
};

const subjectFault = ({ pointer, code }: Fault): Fault => ({
  pointer: `/subject${pointer}`,
  code: pointer === '/name' && code === 'too_big' ? 'name_too_long' : (FAULT_CODES[pointer] ?? code),
});

/** @returns whether a guardian must consent. */
function checkMethod(
  settings: Settings,
  { ageYears }: CheckedSubject,
  { method }: CreateApplication,
  relationship: RelationshipRule,
): boolean {
  if (!methods.includes(method)) {
    throw new ProblemError('malformed', { errors: [{ pointer: '/method', code: 'unsupported' }] });
  }
  if (method === 'subject_login') requireVerifiedAccounts(settings);
  if (!methodsFor(methods, ageRules, ageYears).includes(method)) {
    throw new ProblemError('method_not_allowed_for_age');
  }
  const guardianNeeded = ageRequirements(ageRules, ageYears).guardianUnder !== null;
  if (guardianNeeded && !relationship.guardian_capable) throw relationshipRefused('not_guardian_capable');
  return guardianNeeded;
}

async function checkOperator(
  backend: Backend,
  tx: Database,
  { sub }: Caller,
  {
    checked,
    relationship,
    method,
    subjectHash,
  }: { checked: CheckedSubject; relationship: RelationshipRule; method: Method; subjectHash: string },
): Promise<void> {
  // Two requests of one operator at once must not both find room: the row lock lets one wait for the other.
  const [operator] = await tx.select().from(operators).where(eq(operators.sub, sub)).for('update');
  if (operator === undefined)
    throw new ProblemError('invalid_token', { detail: 'The account no longer exists.' });
  if (operator.numberHash === subjectHash) {
    throw new ProblemError('invalid_subject', {
      errors: [{ pointer: '/subject/id/number', code: 'own_number' }],
    });
  }
  if (!isPlausible(relationship, checked.birthYear, operator.birthYear ?? undefined)) {
    throw relationshipRefused('relationship_implausible');
  }
  if (!isOwnWord(method) && (await wasRepudiated(backend, tx, operator, subjectHash))) {
    throw new ProblemError('subject_agreement_required', {
      detail: 'The relative ended the last link. Use `subject_login` or `in_person` to bind them again.',
    });
  }
  const { left, leftByRelationship, taken } = await relativesLeft(tx, sub, subjectHash);
  if (taken.has(subjectHash)) throw new ProblemError('duplicate_relative');
  if (left === 0) throw new ProblemError('quota_exceeded');
  if (leftByRelationship[relationship.code] === 0) {
    throw new ProblemError('quota_exceeded', {
      errors: [{ pointer: '/relationship', code: 'relationship_full' }],
    });
  }
}

/** Somebody who reloads the page and begins again is not held up by what was left behind. */
async function supersedeDrafts(
  backend: Backend,
  tx: Database,
  { sub }: Caller,
  subjectHash: string,
): Promise<void> {
  const drafts = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.operatorSub, sub),
        eq(applications.subjectHash, subjectHash),
        eq(applications.status, 'draft'),
      ),
    );
  for (const draft of drafts) {
    await moveApplication(backend, tx, draft, { to: 'withdrawn', actor: 'system' });
    const roles = await forgetEvidence(tx, draft.id);
    await recordDeletion(tx, draft, { cause: 'draft_ended' }, countRoles(roles));
  }
}

type DraftColumns = Omit<
  typeof applications.$inferInsert,
  'id' | 'status' | 'version' | 'createdAt' | 'updatedAt' | 'expiresAt'
>;

async function insertDraft(backend: Backend, tx: Database, columns: DraftColumns): Promise<ApplicationRow> {
  const now = new Date();
  const [row] = await tx
    .insert(applications)
    .values({
      ...columns,
      id: newId(),
      status: 'draft',
      version: 1,
      createdAt: now,
      updatedAt: now,
      expiresAt: new Date(now.getTime() + backend.settings.draftTtlS * 1000),
    })
    .returning();
  await recordTransition(backend, tx, row!, null, `operator:${columns.operatorSub}`);
  return row!;
}

const relationshipRefused = (code: string) =>
  new ProblemError('relationship_not_allowed', { errors: [{ pointer: '/relationship', code }] });
