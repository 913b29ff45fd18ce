import { type ErrorCode, FamilyAuthError } from '../base/errors.ts';
import type { PhaseOf } from '../session/phase.ts';

/** The code of an error from before there was a session; anything unknown is a file that did not come. */
export const codeOf = (error: unknown): ErrorCode =>
  error instanceof FamilyAuthError ? (error.code as ErrorCode) : 'asset_unavailable';

/** What is shown when there is no session that could say what stands in the way. Only a fresh page helps, if anything. */
export function localProblem(code: ErrorCode): PhaseOf<'problem'> {
  return {
    kind: 'problem',
    situation: code,
    code,
    until: null,
    ways: code.startsWith('configuration') ? [] : ['reload'],
    testSystem: false,
    stage: null,
  };
}
