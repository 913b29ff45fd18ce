import type { Exchange } from '../engine/exchange.ts';
import { isBackendSide, type Requirement, requirements } from '../engine/requirements.ts';

/** What came of one check. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  /** Ids of the requirements of which it is a part. */
  readonly verifies: readonly string[];
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Why it failed or was skipped. */
  readonly reason?: string;
  /** Of a check that failed: the last exchanges, with everything personal taken out. */
  readonly exchanges?: readonly Exchange[];
}

/** What came of a requirement: it fails where any of its checks does, and is met where at least one passed. */
export interface RequirementResult extends Pick<Requirement, 'id' | 'level' | 'sentence' | 'page'> {
  readonly result: 'passed' | 'failed' | 'skipped' | 'not checked';
  readonly checks: readonly string[];
  /** Why it was skipped or is not checked. */
  readonly reason?: string;
}

/** What `--json` writes. */
export interface Report {
  readonly backend: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of checks. `failed` counts those of a MUST; what a backend SHOULD do and does not is a `warning`. */
  readonly totals: {
    readonly passed: number;
    readonly failed: number;
    readonly warnings: number;
    readonly skipped: number;
  };
  readonly checks: readonly CheckResult[];
  /** Those that oblige a backend or its provider; with `--only` those that were looked at. */
  readonly requirements: readonly RequirementResult[];
}

const levels = new Map(requirements.map(({ id, level }) => [id, level]));

/** Whether a check that failed means that a MUST is broken. */
export const isOfMust = ({ verifies }: Pick<CheckResult, 'verifies'>): boolean =>
  verifies.some((id) => levels.get(id) === 'MUST');

export function reportOf({
  backend,
  startedAt,
  results,
  only,
}: {
  readonly backend: string;
  readonly startedAt: Date;
  readonly results: readonly CheckResult[];
  readonly only: boolean;
}): Report {
  const of = (result: CheckResult['result']) => results.filter((one) => one.result === result);
  const failed = of('failed').filter(isOfMust).length;
  return {
    backend,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    totals: {
      passed: of('passed').length,
      failed,
      warnings: of('failed').length - failed,
      skipped: of('skipped').length,
    },
    checks: [...results].sort((a, b) => orderOf(a) - orderOf(b) || a.id.localeCompare(b.id)),
    requirements: requirements
      .filter(isBackendSide)
      .map((requirement) => requirementResult(requirement, results))
      .filter(({ result }) => !only || result !== 'not checked'),
  };
}

const places = new Map(requirements.map(({ id }, index) => [id, index]));
const orderOf = ({ verifies: [first = ''] }: CheckResult): number => places.get(first) ?? places.size;

function requirementResult(
  { id, level, sentence, page, notFromOutside }: Requirement,
  results: readonly CheckResult[],
): RequirementResult {
  const own = results.filter(({ verifies }) => verifies.includes(id));
  const base = { id, level, sentence, page, checks: own.map((one) => one.id) };
  if (own.length === 0)
    return { ...base, result: 'not checked', reason: notFromOutside ?? 'There is no check for it.' };
  const failed = own.some(({ result }) => result === 'failed');
  if (failed || own.some(({ result }) => result === 'passed'))
    return { ...base, result: failed ? 'failed' : 'passed' };
  return { ...base, result: 'skipped', reason: own.find(({ reason }) => reason)?.reason ?? '' };
}
