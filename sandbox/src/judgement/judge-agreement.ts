import type { CheckRecord } from './check-record.ts';
import { requireAdmission } from './checks/admission.ts';
import { checkCardStatus, checkRelationship, findCitizen } from './checks/person.ts';
import type { JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';

export const AGREEMENT_CHECKS = [
  'manifest_binding',
  'manifest_parts',
  'not_oneself',
  'method_for_age',
  'guardian_consent',
  'subject_agreed',
  'identity',
  'card_status',
  'relationship',
] as const;

/**
 * `subject_login` and `in_person`: nothing is sent that could be looked at. The relative's own word counts, given by a
 * log-in with the account of their number or before a clerk who saw the document; only then are the registers asked.
 * A clerk has looked at the relationship, too.
 *
 * @returns whether the relative's word is still awaited.
 */
export async function judgeAgreement(
  input: JudgementInput,
  ports: JudgementPorts,
  record: CheckRecord,
): Promise<boolean> {
  requireAdmission(input, ports.rules, ports.clock.epochMs(), record);
  if (input.agreedBy === undefined) {
    for (const name of ['subject_agreed', 'identity', 'card_status', 'relationship'] as const) {
      record.skip(name, 'awaiting_subject');
    }
    return true;
  }
  const expected = input.method === 'in_person' ? 'clerk' : 'relative';
  record.require('subject_agreed', { passed: input.agreedBy === expected, detail: { by: input.agreedBy } });
  const citizen = await findCitizen(input, ports.registry);
  record.require('identity', { passed: citizen !== undefined });
  if (!citizen) throw new Error('The checks let an unknown person through.');
  record.require('card_status', checkCardStatus(citizen));
  if (input.agreedBy === 'clerk') record.skip('relationship', 'clerk_looked');
  else record.require('relationship', checkRelationship(input, citizen, ports.rules.relationships));
  return false;
}
