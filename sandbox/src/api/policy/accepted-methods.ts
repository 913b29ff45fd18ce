import type { Method } from '@family-auth/library/protocol/common.ts';
import { offeredMethods } from '@family-auth/library/protocol/discovery.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { methods } from './policy.ts';

interface Accounts {
  /** Whether accounts prove who their holders are. */
  readonly accountsVerified: boolean;
}

/** The methods that this sandbox offers and accepts. */
export const acceptedMethods = ({ accountsVerified }: Accounts): readonly Method[] =>
  offeredMethods({ verification_methods: [...methods], accounts_verified: accountsVerified });

/**
 * A log-in says who somebody is only where accounts are verified: without that no relative is asked to answer by one, and
 * no answer is taken.
 *
 * @throws ProblemError `accounts_not_verified`.
 */
export function requireVerifiedAccounts({ accountsVerified }: Accounts): void {
  if (accountsVerified) return;
  throw new ProblemError('accounts_not_verified', {
    detail: 'Accounts are not verified here: no relative can answer by a log-in.',
  });
}
