import { ageRequirements } from '@family-auth/library/identity/age-rules.ts';
import { ageOn, dateInChina } from '@family-auth/library/identity/dates.ts';
import type { IdType } from '@family-auth/library/protocol/common.ts';
import type { AgeRule } from '@family-auth/library/protocol/discovery.ts';

/** State of the citizen's own social security card. */
export type CardStatus = 'active' | 'lost' | 'cancelled';

/** Who answers for a child, by the registry. */
export interface Guardian {
  readonly idType: IdType;
  readonly number: string;
  /** The mobile number on file, or `null`. */
  readonly phone: string | null;
}

/** What the registry holds of one person. */
export interface Citizen {
  readonly name: string;
  readonly idType: IdType;
  readonly number: string;
  /** `YYYY-MM-DD` */
  readonly birthdate: string;
  readonly sex: 'female' | 'male';
  readonly cardStatus: CardStatus;
  /** The mobile number on file, at which the person hears of what is done in their name; `null`: none is on file. */
  readonly phone: string | null;
  /** Who hears of it in the place of somebody under the guardian's age line; `null`: the registry names nobody. */
  readonly guardian: Guardian | null;
  /** Ids of the services that can be done with this person's card, see `rules/card-services.ts`. */
  readonly services: readonly string[];
  /**
   * Whether the face is synthetic: a scripted video of a rendered figure shows this person. A video shows the same
   * pixels again and again by its nature, so the comparison with earlier submissions is looser for them.
   */
  readonly syntheticFace: boolean;
}

/**
 * The civil and card registers, as far as a judgement needs them. The sandbox holds synthetic people; a production
 * backend puts its national services behind the same questions.
 */
export interface CitizenRegistry {
  /** The person with exactly this document number, or `undefined`. Names are compared by the caller. */
  find(idType: IdType, number: string): Promise<Citizen | undefined>;
  /** The registered photo as JPEG bytes, or `undefined` when there is none. */
  photo(citizen: Citizen): Promise<Uint8Array | undefined>;
  /**
   * The activation code that was sent to this person when they were entered, and to nobody else: with it they register
   * an account, once. `undefined` where none was sent.
   */
  activationCode(citizen: Citizen): Promise<string | undefined>;
  /** The 128 numbers of the registered photo, where the registry keeps them beside it; else they are read from it. */
  descriptor?(citizen: Citizen): Promise<Float32Array | undefined>;
}

/** Asks the first registry, then the second. */
export function joinRegistries(first: CitizenRegistry, second: CitizenRegistry): CitizenRegistry {
  const holderOf = async ({ idType, number }: Pick<Citizen, 'idType' | 'number'>) =>
    (await first.find(idType, number)) ? first : second;
  return {
    find: async (idType, number) => (await first.find(idType, number)) ?? second.find(idType, number),
    photo: async (citizen) => (await holderOf(citizen)).photo(citizen),
    activationCode: async (citizen) => (await holderOf(citizen)).activationCode(citizen),
    descriptor: async (citizen) => (await holderOf(citizen)).descriptor?.(citizen),
  };
}

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
