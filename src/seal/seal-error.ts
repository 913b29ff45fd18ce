import { FamilyAuthError } from '../base/errors.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/** Why a sealed or signed thing was not accepted; a backend answers these as they stand. */
export type SealErrorCode = Extract<
  ProblemCode,
  'invalid_jwe' | 'invalid_jws' | 'alg_not_allowed' | 'key_mismatch' | 'malformed'
>;

/** A sealed or signed thing did not open or verify. The message names the rule, never the content. */
export class SealError extends FamilyAuthError<SealErrorCode> {}
