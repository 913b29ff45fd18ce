import { SUBMISSION_TYP, type Submission, SubmissionSchema } from '../protocol/submission.ts';
import { SealError } from './seal-error.ts';
import { checkClaims, type ExpectedClaims, type ExpectedSigner, verifyClaims } from './verify-claims.ts';

/**
 * Verifies a submission at the backend: signature, key binding, audience, place, time and shape.
 * Whether parts, consents and challenge are right is the caller's to judge.
 *
 * @param jws the parsed body.
 * @throws SealError `invalid_jws`, `alg_not_allowed`, `key_mismatch` or `malformed`.
 */
export async function verifySubmission(
  jws: unknown,
  options: ExpectedSigner & {
    readonly expected: ExpectedClaims & { readonly app: string };
    /** Epoch milliseconds. */
    readonly nowMs: number;
  },
): Promise<Submission> {
  const claims = SubmissionSchema.safeParse(await verifyClaims(jws, SUBMISSION_TYP, options));
  if (!claims.success) throw new SealError('malformed', 'The manifest has not the agreed shape.');
  checkClaims(claims.data, options.expected, options.nowMs);
  if (claims.data.app !== options.expected.app) {
    throw new SealError('invalid_jws', 'The manifest is of another application.');
  }
  return claims.data;
}
