import { ageRequirements } from '@family-auth/library/identity/age-rules.ts';
import { ageOn, dateInChina } from '@family-auth/library/identity/dates.ts';
import { validateIdNumber } from '@family-auth/library/identity/id-number.ts';
import type { AgeRule, RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { Finding } from '../check-record.ts';
import type { JudgementInput } from '../judgement.ts';

/** The age and relationship lines that the backend announces in its discovery document. */
export interface JudgementRules {
  readonly ageRules: readonly AgeRule[];
  readonly relationships: readonly RelationshipRule[];
}

/** Nobody is their own relative. The operator's number is not kept, so the keyed hashes are compared. */
export function checkNotOneself({ subjectHash, operator }: JudgementInput): Finding {
  return { passed: subjectHash !== operator.numberHash };
}

/** A live face is for those who are old enough for it, a portrait photo for those who are not; documents and counters for everybody, a log-in for who may agree alone. */
export function checkMethodForAge(input: JudgementInput, rules: JudgementRules, epochMs: number): Finding {
  const age = ageOf(input, epochMs);
  if (age === undefined) return { passed: false, detail: { why: 'birthdate_unknown' } };
  const { capture, guardianUnder } = ageRequirements(rules.ageRules, age);
  if (input.method === 'subject_login') return { passed: guardianUnder === null };
  if (input.method === 'portrait_photo') return { passed: capture === 'photo' };
  return { passed: input.method !== 'face_liveness' || capture === 'liveness' };
}

/** Below the age line a guardian consented, and the operator's relationship can be a guardian's. */
export function checkGuardianConsent(input: JudgementInput, rules: JudgementRules, epochMs: number): Finding {
  const age = ageOf(input, epochMs);
  if (age === undefined) return { passed: false, detail: { why: 'birthdate_unknown' } };
  if (ageRequirements(rules.ageRules, age).guardianUnder === null) return { passed: true };
  const rule = rules.relationships.find(({ code }) => code === input.relationship);
  const consented = input.submission.consents.some(({ by }) => by === 'guardian');
  return {
    passed: consented && rule?.guardian_capable === true,
    detail: { consented: consented ? 'yes' : 'no', guardian: rule?.guardian_capable ? 'yes' : 'no' },
  };
}

function ageOf({ subject }: JudgementInput, epochMs: number): number | undefined {
  const today = dateInChina(epochMs);
  const reading = validateIdNumber(subject.id.type, subject.id.number, today);
  const birthdate = (reading.valid ? reading.birthdate : null) ?? subject.birthdate;
  return birthdate ? ageOn(birthdate, today) : undefined;
}
