import { isPlausible } from '@family-auth/library/identity/age-rules.ts';
import { tidyNumber } from '@family-auth/library/identity/id-number.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { type Citizen, type CitizenRegistry, registeredContact } from '../../registry/citizen-registry.ts';
import type { Finding } from '../check-record.ts';
import type { JudgementInput } from '../judgement.ts';
import type { JudgementRules } from './applicant.ts';

/**
 * The citizen whose name and number these are, or `undefined`: an unknown number and another person's name are the same
 * to whoever asks.
 */
export async function findCitizen(
  { subject }: JudgementInput,
  registry: CitizenRegistry,
): Promise<Citizen | undefined> {
  const citizen = await registry.find(subject.id.type, tidyNumber(subject.id.number));
  if (!citizen || citizen.name !== subject.name) return undefined;
  if (subject.birthdate !== undefined && subject.birthdate !== citizen.birthdate) return undefined;
  return citizen;
}

/** Whether the relative, or a child's guardian, can be told. */
export function checkReachable(citizen: Citizen, { ageRules }: JudgementRules, epochMs: number): Finding {
  const contact = registeredContact(citizen, ageRules, epochMs);
  return { passed: contact !== undefined, detail: { told: contact?.of ?? 'nobody' } };
}

export function checkCardStatus({ cardStatus }: Citizen): Finding {
  return { passed: cardStatus === 'active', detail: { status: cardStatus } };
}

/** Whether the ages fit the relationship that is claimed. The registers know no families, so a person decides if not. */
export function checkRelationship(
  { relationship, operator }: JudgementInput,
  citizen: Citizen,
  rules: readonly RelationshipRule[],
): Finding {
  const rule = rules.find(({ code }) => code === relationship);
  if (!rule) return { passed: false, detail: { why: 'unknown_code' } };
  const birthYear = Number(citizen.birthdate.slice(0, 4));
  return { passed: isPlausible(rule, birthYear, operator.birthYear) };
}
