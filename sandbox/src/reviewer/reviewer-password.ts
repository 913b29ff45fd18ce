import { randomBytes } from 'node:crypto';

export interface ReviewerPassword {
  readonly password: string;
  /** Made up for this start, because none was given: print it. */
  readonly generated: boolean;
}

/** The reviewers' password: the one given, else that of `FAMILY_AUTH_REVIEWER_PASSWORD`, else a new one for this start. */
export function reviewerPassword(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReviewerPassword {
  const password = given ?? environment.FAMILY_AUTH_REVIEWER_PASSWORD;
  if (password) return { password, generated: false };
  return { password: randomBytes(9).toString('base64url'), generated: true };
}
