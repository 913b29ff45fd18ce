import type { Citizen } from '../registry/citizen-registry.ts';
import { checkCardStatus, checkRelationship, findCitizen } from './checks/person.ts';
import type { JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';
import type { Sheet } from './sheet.ts';

/**
 * Who the relative is by the registers. Made after everything that does not need them, so that an answer costs a whole
 * session: nobody fishes for numbers with empty applications.
 */
export async function judgeCitizen(
  input: JudgementInput,
  { registry, rules }: JudgementPorts,
  sheet: Sheet,
): Promise<Citizen> {
  const citizen = await findCitizen(input, registry);
  sheet.require('identity', { passed: citizen !== undefined });
  if (!citizen) throw new Error('The sheet let an unknown person through.');
  sheet.require('card_status', checkCardStatus(citizen));
  sheet.require('relationship', checkRelationship(input, citizen, rules.relationships));
  return citizen;
}
