import { PROBLEM_STATUS, type Problem, type ProblemCode } from '@family-auth/library/protocol/problem.ts';

interface ProblemOptions {
  /** For developers; never personal data. */
  readonly detail?: string;
  readonly errors?: readonly { pointer: string; code: string }[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

const RETRYABLE: readonly ProblemCode[] = [
  'idempotency_in_progress',
  'rate_limited',
  'internal',
  'unavailable',
];

/** Thrown by a handler; the error handler answers it as a problem document (RFC 9457). */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly { pointer: string; code: string }[] | undefined;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProblemError';
    this.code = code;
    this.status = PROBLEM_STATUS[code];
    this.errors = options.errors;
    this.headers = {
      ...options.headers,
      ...(options.retryAfterS === undefined ? {} : { 'retry-after': String(options.retryAfterS) }),
    };
  }

  /** @param requestId for the backend's log. */
  toProblem(requestId: string): Problem {
    return {
      type: `https://family-auth.example/problems/${this.code}`,
      code: this.code,
      status: this.status,
      ...(this.message === this.code ? {} : { detail: this.message }),
      instance: requestId,
      ...(this.errors === undefined ? {} : { errors: [...this.errors] }),
      retryable: RETRYABLE.includes(this.code),
    };
  }
}
