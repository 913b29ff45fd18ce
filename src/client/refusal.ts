import { FamilyAuthError, TransportError } from '../base/errors.ts';
import { retryAfterMs } from '../base/http.ts';
import { BackendError, type Problem, ProblemSchema, RETRYABLE_PROBLEMS } from '../protocol/problem.ts';

/** Statuses by which a gateway says that what stands behind it is away. */
const GATEWAY_STATUSES = [502, 503, 504];

/** An answer that is neither 2xx nor 304. */
export class HttpError extends Error {
  readonly response: Response;
  readonly problem: Problem | undefined;

  constructor(response: Response, problem: Problem | undefined) {
    super(`The answer's status is ${response.status}.`);
    this.response = response;
    this.problem = problem;
  }
}

/** The backend's problem document (RFC 9457), unless something else answered in its place. */
export async function problemIn(response: Response): Promise<Problem | undefined> {
  const problem = ProblemSchema.safeParse(await response.json().catch(() => undefined));
  return problem.success ? problem.data : undefined;
}

/** Says in this library's terms why a request failed. */
export function refusal(error: unknown): unknown {
  if (!(error instanceof HttpError)) return error;
  const { response, problem } = error;
  if (problem !== undefined) {
    return new BackendError(
      { ...problem, status: response.status },
      { retryAfterMs: retryAfterMs(response.headers), cause: error },
    );
  }
  if (GATEWAY_STATUSES.includes(response.status)) return unreachable(error);
  return new TransportError(
    'response_malformed',
    `The backend answered ${response.status} without a problem document (RFC 9457).`,
    { cause: error },
  );
}

export function unreachable(cause: unknown): TransportError {
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
