import { FamilyAuthError } from '../base/errors.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/** Why a sealed or signed thing was not accepted; a backend answers these as they stand. */
export type SealErrorCode = Extract<
  ProblemCode,
  'invalid_jwe' | 'invalid_jws' | 'alg_not_allowed' | 'key_mismatch' | 'malformed' | 'unsupported_version'
>;

/** A member that is at fault: a JSON pointer (RFC 6901) into what was opened or verified. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
}

/**
 * A sealed or signed thing did not open or verify. The message names the rule, never the content.
 *
 * @example
 * ```ts
 * import { openPart, SealError } from 'family-auth/verify';
 *
 * const none = { keys: async () => undefined, app: 'application-1', n: 0 };
 * const refusal = await openPart(new TextEncoder().encode('no JWE'), none).catch((error) => error);
 * refusal instanceof SealError && refusal.code; // → 'invalid_jwe'
 * ```
 */
export class SealError extends FamilyAuthError<SealErrorCode> {
  /** Of `malformed` and `unsupported_version`. */
  readonly faults: readonly Fault[];

  constructor(
    code: SealErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly faults?: readonly Fault[] } = {},
  ) {
    super(code, message, { cause: options.cause });
    this.faults = options.faults ?? [];
  }
}

/** Whoever sends nonsense by the thousand is told of the first. */
const FAULTS_MAX = 20;

/** Where a schema and a value part; the value itself is not repeated. */
export const faultsOf = ({
  issues,
}: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[];
}): readonly Fault[] =>
  issues
    .slice(0, FAULTS_MAX)
    .map(({ path, code }) => ({ pointer: path.map((name) => `/${escaped(name)}`).join(''), code }));

const escaped = (name: PropertyKey): string => String(name).replaceAll('~', '~0').replaceAll('/', '~1');
