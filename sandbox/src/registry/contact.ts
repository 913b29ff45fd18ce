import { ageRequirements } from '@family-auth/library/identity/age-rules.ts';
import { ageOn, dateInChina } from '@family-auth/library/identity/dates.ts';
import type { AgeRule } from '@family-auth/library/protocol/discovery.ts';
import type { Citizen, Guardian } from './citizen-registry.ts';

/** Where a person hears of what is done in their name. */
export interface RegisteredContact extends Pick<Guardian, 'idType' | 'number'> {
  readonly phone: string;
  /** Whose number it is: a child's guardian is told in the child's place. */
  readonly of: 'subject' | 'guardian';
}

/** The contact that the registry holds, the guardian's under the age line; `undefined` where there is none on file. */
export function registeredContact(
  citizen: Citizen,
  ageRules: readonly AgeRule[],
  epochMs: number,
): RegisteredContact | undefined {
  const age = ageOn(citizen.birthdate, dateInChina(epochMs));
  const underGuardian = ageRequirements(ageRules, age).guardianUnder !== null;
  const person = underGuardian ? citizen.guardian : citizen;
  if (person === null || person.phone === null) return undefined;
  const { idType, number, phone } = person;
  return { idType, number, phone, of: underGuardian ? 'guardian' : 'subject' };
}
