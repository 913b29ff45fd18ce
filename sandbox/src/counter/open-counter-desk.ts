import { ageRequirements } from '@family-auth/library/identity/age-rules.ts';
import { ageOn, dateInChina } from '@family-auth/library/identity/dates.ts';
import { maskName } from '@family-auth/library/identity/mask.ts';
import { eq } from 'drizzle-orm';
import { isLapsed } from '../applications/find-application.ts';
import { birthdateOf, openStoredSubject } from '../applications/subject.ts';
import { settleAnswer } from '../applications/subject-requests.ts';
import type { Backend } from '../context/backend.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { operators } from '../database/schema/operators.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../limits/count-attempt.ts';
import { notifyHolder } from '../notifications/notify-subject.ts';
import { type ActivationCodes, documentOf } from '../provider/activation-codes.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { ageRules, idTypes, WRONG_CODES_OF_CLERK_PER_DAY, WRONG_CODES_PER_DAY } from '../rules/policy.ts';
import type { CounterCase, CounterDesk, CounterSummary } from './counter-desk.ts';

/** The counter's desk over the database. */
export function openCounterDesk(
  backend: Backend,
  registry: CitizenRegistry,
  codes: ActivationCodes,
): CounterDesk {
  const { db, hash, audit } = backend;
  return {
    find: (code, clerk) => findAppointment(backend, code, clerk),

    async identity(id, clerk) {
      const [row] = await db.select().from(applications).where(eq(applications.id, id));
      if (row?.status !== 'awaiting_subject' || isLapsed(row)) return undefined;
      await db.transaction((tx) =>
        audit.append(tx, { actor: `clerk:${clerk}`, action: 'appointment.identity_shown', object: id }),
      );
      return caseOf(backend, registry, row);
    },

    async issueActivationCode(idNumber, newPhone, clerk) {
      const document = documentOf(idNumber);
      if (document === undefined) return undefined;
      return db.transaction(async (tx) => {
        const code = await codes.issue(tx, document, newPhone);
        if (code === undefined) return undefined;
        const object = `citizen:${hash('document', document.idType, 'CHN', document.number)}`;
        const details = newPhone ? { new_phone: true } : {};
        await audit.append(tx, {
          actor: `clerk:${clerk}`,
          action: 'activation_code.issued',
          object,
          details,
        });
        const citizen = await registry.find(document.idType, document.number);
        if (citizen) await notifyHolder(backend, tx, 'activation_code_issued', { citizen, newPhone });
        return code;
      });
    },

    decide: (id, { refusedFor, note, clerk }) =>
      settleAnswer(
        backend,
        id,
        refusedFor === null
          ? {
              agreed: true,
              answer: { by: 'clerk', who: clerk, consents: [], note, at: new Date().toISOString() },
            }
          : { agreed: false, reason: refusedFor, decidedBy: `clerk:${clerk}`, note },
      ),
  };
}

/** Counted before it is looked up, so that many tries at once gain nothing; a right one is taken back. */
async function findAppointment(
  backend: Backend,
  code: string,
  clerk: string,
): Promise<CounterSummary | 'unknown' | 'too_many'> {
  const { db, hash, audit } = backend;
  const day = todayUtc();
  const scopes = [`wrong-code:clerk:${hash('appointment-code', clerk)}`, 'wrong-code:all'] as const;
  const ofClerk = await countAttempt(db, scopes[0], day);
  const ofAll = await countAttempt(db, scopes[1], day);
  if (ofClerk > WRONG_CODES_OF_CLERK_PER_DAY || ofAll > WRONG_CODES_PER_DAY) return 'too_many';
  const [row] = await db
    .select()
    .from(applications)
    .where(eq(applications.appointmentHash, hash('appointment-code', code)));
  if (row?.status !== 'awaiting_subject' || isLapsed(row)) return 'unknown';
  for (const scope of scopes) await takeBackAttempt(db, scope, day);
  await db.transaction((tx) =>
    audit.append(tx, { actor: `clerk:${clerk}`, action: 'appointment.opened', object: row.id }),
  );
  return summaryOf(backend, row);
}

async function operatorOf({ db }: Backend, { operatorSub }: ApplicationRow) {
  const [operator] = await db.select().from(operators).where(eq(operators.sub, operatorSub));
  return operator;
}

async function summaryOf(backend: Backend, row: ApplicationRow): Promise<CounterSummary> {
  const birthdate = birthdateOf(await openStoredSubject(backend, row));
  const age = birthdate === null ? null : ageOn(birthdate, dateInChina(Date.now()));
  const operator = await operatorOf(backend, row);
  return {
    applicationId: row.id,
    subjectName: row.subjectName,
    relationship: row.relationship,
    operatorName: maskName(operator?.name ?? ''),
    guardianUnder: age === null ? null : ageRequirements(ageRules, age).guardianUnder,
    expiresAt: row.expiresAt,
  };
}

async function caseOf(
  backend: Backend,
  registry: CitizenRegistry,
  row: ApplicationRow,
): Promise<CounterCase> {
  const subject = await openStoredSubject(backend, row);
  const operator = await operatorOf(backend, row);
  const citizen = await registry.find(subject.id.type, subject.id.number);
  return {
    ...(await summaryOf(backend, row)),
    operatorName: operator?.name ?? '',
    name: subject.name,
    idType: idTypes.find(({ type }) => type === subject.id.type)!.label,
    number: subject.id.number,
    birthdate: birthdateOf(subject),
    registered: citizen?.name === subject.name && citizen.cardStatus === 'active',
  };
}
