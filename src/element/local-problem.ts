import { type ErrorCode, FamilyAuthError } from '../base/errors.ts';
import type { PhaseOf } from '../session/phase.ts';

/** What is shown when there is no session that could say what stands in the way. Only a fresh page helps. */
export function localProblem(error: unknown): PhaseOf<'problem'> {
  const code = error instanceof FamilyAuthError ? (error.code as ErrorCode) : 'asset_unavailable';
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
