import type { CheckRecord } from '../check-record.ts';
import type { JudgementInput } from '../judgement.ts';
import {
  checkGuardianConsent,
  checkMethodForAge,
  checkNotOneself,
  type JudgementRules,
} from './applicant.ts';
import { checkManifestBinding, checkManifestParts } from './manifest.ts';

/** What every method begins with: the manifest speaks of this application, and this may be asked for this person. */
export function requireAdmission(
  input: JudgementInput,
  rules: JudgementRules,
  nowMs: number,
  record: CheckRecord,
): void {
  record.require('manifest_binding', checkManifestBinding(input));
  record.require('manifest_parts', checkManifestParts(input));
  record.require('not_oneself', checkNotOneself(input));
  record.require('method_for_age', checkMethodForAge(input, rules, nowMs));
  record.require('guardian_consent', checkGuardianConsent(input, rules, nowMs));
}
