import { ProblemError } from '../../server/problem-error.ts';
import type { Settings } from '../../server/settings.ts';
import type { Caller } from './caller.ts';

/**
 * Step-up (RFC 9470): the operator must have proved who they are not long ago.
 *
 * @throws ProblemError `insufficient_user_authentication`.
 */
export function requireRecentLogin({ authTime }: Caller, { maxAuthAgeS }: Settings): void {
  if (Date.now() / 1000 - authTime <= maxAuthAgeS) return;
  throw new ProblemError('insufficient_user_authentication', {
    headers: {
      'www-authenticate': `DPoP error="insufficient_user_authentication", max_age="${maxAuthAgeS}", algs="ES256 Ed25519"`,
    },
  });
}
