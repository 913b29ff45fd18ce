import type { Sheet } from '../check-record.ts';
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
  sheet: Sheet,
): void {
  sheet.require('manifest_binding', checkManifestBinding(input));
  sheet.require('manifest_parts', checkManifestParts(input));
  sheet.require('not_oneself', checkNotOneself(input));
  sheet.require('method_for_age', checkMethodForAge(input, rules, nowMs));
  sheet.require('guardian_consent', checkGuardianConsent(input, rules, nowMs));
}
