import type { RelationshipRule } from '../protocol/discovery.ts';

/**
 * Whether the relative's age fits the relationship by the backend's rule. Whole calendar years are compared, with a
 * year of grace because only the operator's birth year is known. Unknown years are always plausible.
 */
export function isPlausible(
  rule: RelationshipRule,
  relativeBirthYear: number | undefined,
  operatorBirthYear: number | undefined,
): boolean {
  if (relativeBirthYear === undefined || operatorBirthYear === undefined) return true;
  const yearsOlder = operatorBirthYear - relativeBirthYear;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rule.age_difference ?? {};
  return yearsOlder >= min - 1 && yearsOlder <= max + 1;
}
