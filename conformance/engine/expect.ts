import { ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import type { Answer } from './exchange.ts';

/** The backend does otherwise than it must; the message says what was expected and what came. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** The check has nothing to look at here, e.g. a rule that this backend does not announce. */
export class CheckSkipped extends Error {
  override readonly name = 'CheckSkipped';
}

/** @throws CheckFailed with `sentence` unless `condition` holds. */
export function expect(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new CheckFailed(sentence);
}

/** @throws CheckSkipped with the reason. */
export function skip(reason: string): never {
  throw new CheckSkipped(reason);
}

/** @throws CheckFailed unless the answer has this status. @returns the answer. */
export function expectStatus(answer: Answer, status: number | readonly number[], what: string): Answer {
  const wanted = [status].flat();
  expect(wanted.includes(answer.status), `${what}: expected ${wanted.join(' or ')}, got ${shortly(answer)}.`);
  return answer;
}

export interface ExpectedProblem {
  readonly status: number;
  /** The code, or those of which one is right. */
  readonly code: string | readonly string[];
  /** The beginning of a pointer that `errors` must hold. */
  readonly pointer?: string;
  /** Of that entry of `errors`. */
  readonly errorCode?: string;
}

/** @throws CheckFailed unless the answer is this problem document, with its media type. */
export function expectProblem(answer: Answer, expected: ExpectedProblem, what: string): void {
  const codes = [expected.code].flat();
  const wanted = `${expected.status} ${codes.join(' or ')}`;
  const problem = ProblemSchema.safeParse(answer.json);
  expect(
    problem.success && answer.header('content-type')?.startsWith('application/problem+json'),
    `${what}: expected the problem ${wanted}, got ${shortly(answer)}, which is no problem document.`,
  );
  const { status, code, errors = [] } = problem.data;
  expect(
    answer.status === expected.status && status === expected.status && codes.includes(code),
    `${what}: expected ${wanted}, got ${answer.status} ${code}.`,
  );
  const { pointer, errorCode } = expected;
  if (pointer === undefined) return;
  const found = errors.filter(
    (one) =>
      (one.pointer === pointer || one.pointer.startsWith(`${pointer}/`)) &&
      (errorCode === undefined || one.code === errorCode),
  );
  const named = errors.map((one) => `${one.pointer} ${one.code}`).join(', ') || 'none';
  expect(
    found.length > 0,
    `${what}: expected an error at ${pointer}${errorCode ? ` with the code ${errorCode}` : ''}, got ${named}.`,
  );
}

/** An answer in a few words: its status and, of a problem, its code. */
export function shortly({ status, json }: Answer): string {
  const { code, error } = (json ?? {}) as { code?: unknown; error?: unknown };
  const word = [code, error].find((one) => typeof one === 'string');
  return word === undefined ? String(status) : `${status} ${word}`;
}
