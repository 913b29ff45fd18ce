import { CancelledError, DeadlineError, LoginError } from '../base/errors.ts';

/** Says of a deadline or a cancel what it means for a log-in. */
export function inLoginTerms(error: unknown): unknown {
  if (error instanceof CancelledError) {
    return new LoginError('login_cancelled', 'The login was cancelled.', { cause: error });
  }
  if (error instanceof DeadlineError && error.operation === 'login.start') {
    return new LoginError('login_expired', 'The login was not completed before its deadline.', {
      cause: error,
      retryable: true,
    });
  }
  return error;
}
