import type { Method } from '../protocol/common.ts';
import type { AgeRule, RelationshipRule } from '../protocol/discovery.ts';

export interface AgeRequirements {
  /** The age line under which a guardian must consent, when this person is below one; else `null`. */
  readonly guardianUnder: number | null;
  /** How the face is taken: a portrait photo, or live with movements; `unknown`: in a way that this version does not know. */
  readonly capture: 'photo' | 'liveness' | 'unknown';
}

/**
 * What the backend's age lines ask of a person of `age` full years. A rule without `under` holds for every age;
 * the first rule that names a capture decides it, and without any it is `liveness`.
 */
export function ageRequirements(rules: readonly AgeRule[], age: number): AgeRequirements {
  const holding = rules.filter((rule) => rule.under === undefined || age < rule.under);
  const guardian = holding.find((rule) => rule.guardian_consent === true);
  const capture: string = holding.find((rule) => rule.capture !== undefined)?.capture ?? 'liveness';
  return {
    guardianUnder: guardian ? (guardian.under ?? age + 1) : null,
    capture: capture === 'photo' || capture === 'liveness' ? capture : 'unknown',
  };
}

/** The face method of each capture. */
const FACE_METHODS: Readonly<Record<AgeRequirements['capture'], Method | null>> = {
  photo: 'portrait_photo',
  liveness: 'face_liveness',
  unknown: null,
};

/**
 * The methods open to a person of that age, the one to begin with first. Live face and portrait photo exclude each
 * other, and where the backend asks for a capture that is not known neither is open; who is under a guardian does not agree alone, by a log-in of their own.
 */
export function methodsFor(
  offered: readonly Method[],
  rules: readonly AgeRule[],
  age: number,
): readonly Method[] {
  const { capture, guardianUnder } = ageRequirements(rules, age);
  const face = FACE_METHODS[capture];
  const others = offered.filter(
    (method) =>
      method !== 'face_liveness' &&
      method !== 'portrait_photo' &&
      !(method === 'subject_login' && guardianUnder !== null),
  );
  return face !== null && offered.includes(face) ? [face, ...others] : others;
}

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
