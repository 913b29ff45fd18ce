import {
  PROBLEM_STATUS,
  type Problem,
  type ProblemCode,
  RETRYABLE_PROBLEMS,
} from '@family-auth/library/protocol/problem.ts';

/** How a person types a command of the sandbox: here in the repository, and where it was installed as a package. */
const command = import.meta.url.endsWith('.ts')
  ? { start: 'npm start --', other: (name: string) => `npm run ${name} --` }
  : { start: 'npx @family-auth/sandbox', other: (name: string) => `npx @family-auth/sandbox ${name}` };

/** What starts the sandbox; options follow. */
export const START_COMMAND = command.start;

/** What runs one of the commands that look after it; options follow. */
export const commandNamed = (name: 'staff' | 'audit:verify' | 'rotate-keys' | 'judge'): string =>
  command.other(name);

/** Why the sandbox cannot start, in one plain line for the person at the terminal. */
export class StartError extends Error {
  /** 1: something around us is in the way. 2: the command was written wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StartError';
    this.exitCode = options.exitCode ?? 1;
  }
}

interface ProblemOptions {
  /** For developers; never personal data. */
  readonly detail?: string;
  readonly errors?: readonly { pointer: string; code: string }[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

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
      type: `https://family-auth.example/errors/${this.code}`,
      code: this.code,
      status: this.status,
      ...(this.message === this.code ? {} : { detail: this.message }),
      instance: requestId,
      ...(this.errors === undefined ? {} : { errors: [...this.errors] }),
      retryable: RETRYABLE_PROBLEMS.includes(this.code),
    };
  }
}

/**
 * A fault for the log, in one line: the kind and code of the error and of what caused it, and places in the code. Never
 * a message: a database's names the values of the query, another's what was sent.
 */
export function describeFault(error: unknown): string {
  const { stack, cause } = (error ?? {}) as { stack?: unknown; cause?: unknown };
  const places = String(stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 4)
    .map((line) => line.trim());
  const caused = cause === undefined ? [] : ['caused by', kindOf(cause)];
  return [kindOf(error), ...caused, ...places].join(' ');
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w+$/.test(code) ? `${error.name} ${code}` : error.name;
}
