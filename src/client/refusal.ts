import { type HTTPError, isHTTPError, isNetworkError, isTimeoutError } from 'ky';
import { FamilyAuthError, TransportError } from '../base/errors.ts';
import { retryAfterMs } from '../base/http.ts';
import { BackendError, type Problem, ProblemSchema, RETRYABLE_PROBLEMS } from '../protocol/problem.ts';

/** Statuses by which a gateway says that what stands behind it is away. */
const GATEWAY_STATUSES = [502, 503, 504];

/** Says in this library's terms why a request failed. */
export function refusal(error: unknown): unknown {
  if (isHTTPError(error)) return answered(error);
  if (isNetworkError(error) || isTimeoutError(error)) return unreachable(error);
  return error;
}

/** The backend's problem document, or what stands for it when a gateway answered in its place. */
function answered(error: HTTPError): FamilyAuthError {
  const problem = problemOf(error);
  if (problem !== undefined) {
    return new BackendError(
      { ...problem, status: error.response.status },
      { retryAfterMs: retryAfterMs(error.response.headers), cause: error },
    );
  }
  if (GATEWAY_STATUSES.includes(error.response.status)) return unreachable(error);
  return new TransportError(
    'response_malformed',
    `The backend answered ${error.response.status} without a problem document (RFC 9457).`,
    { cause: error },
  );
}

export function problemOf(error: HTTPError): Problem | undefined {
  const problem = ProblemSchema.safeParse(error.data);
  return problem.success ? problem.data : undefined;
}

function unreachable(cause: unknown): TransportError {
  return new TransportError('network_unreachable', 'The backend could not be reached.', {
    cause,
    retryable: true,
  });
}

/** Whether the same may work as soon as the connection is back. */
export function isOffline(error: unknown): boolean {
  return error instanceof FamilyAuthError && error.code === 'network_unreachable';
}

/** Whether the same request may succeed a little later, without anybody doing anything. */
export function isTransient(error: unknown): boolean {
  if (isOffline(error)) return true;
  return (
    error instanceof FamilyAuthError &&
    (error.code === 'deadline_exceeded' || RETRYABLE_PROBLEMS.includes(error.code))
  );
}
