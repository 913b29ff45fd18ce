import { allChecks } from './checks/all-checks.ts';
import type { Adapter } from './engine/adapter.ts';
import type { Check, Profile } from './engine/check.ts';
import { openDocuments } from './engine/documents.ts';
import { type Exchange, recorded } from './engine/exchange.ts';
import { CheckFailed, CheckSkipped } from './engine/expect.ts';
import { openKits } from './engine/kit.ts';
import { hidingPlanted, redactExchange } from './engine/redact.ts';
import { type CheckResult, type Report, reportOf } from './report/report.ts';

export { type Adapter, type LogInRequest, loadAdapter, type MakeAdapter } from './engine/adapter.ts';
export type { TestTenant } from './engine/test-tenant.ts';
export type { CheckResult, Report } from './report/report.ts';

export interface RunOptions {
  /** The backend's issuer, mostly its origin. */
  readonly backend: string;
  /** Default: all. What the backend does not announce is skipped. */
  readonly profiles?: readonly Profile[];
  /** Without one only what anybody may read is checked. */
  readonly adapter?: Adapter | undefined;
  /** Ids of requirements or checks. Default: all. */
  readonly only?: readonly string[] | undefined;
  /** Leaves out what must wait for an end, e.g. of a draft. Default `false`. */
  readonly quick?: boolean;
  /** How many checks run at once. Default 8. */
  readonly atOnce?: number;
  /** Is told of each result as it comes. */
  readonly onResult?: (result: CheckResult, done: number, all: number) => void;
}

const AT_ONCE = 8;
/** No check is waited for longer. */
const CHECK_DEADLINE_MS = 150_000;
/** Of a check that failed, the last exchanges are shown. */
const SHOWN_EXCHANGES = 12;

/** The checks that an id names: its own, or all that verify a requirement. */
export const checksNamed = (id: string): readonly Check[] =>
  allChecks.filter((check) => check.id === id || check.verifies.includes(id));

/**
 * Tries a backend against the protocol. Never rejects for what a backend does.
 *
 * @throws RangeError where `only` names something that is not there.
 */
export async function runChecks(options: RunOptions): Promise<Report> {
  const { backend, adapter, only, quick = false, onResult = () => {} } = options;
  const startedAt = new Date();
  const chosen = chosenOf(only).filter(({ waitsS }) => !quick || waitsS === 0);
  const offered = await offeredProfiles(backend, options);
  const makeKit = openKits(backend, adapter);
  const results: CheckResult[] = [];
  const tell = (result: CheckResult) => {
    results.push(result);
    onResult(result, results.length, chosen.length);
  };
  const runOne = async (check: Check) => {
    const reason = reasonToSkip(check, offered, adapter);
    if (reason !== undefined) tell(resultOf(check, { result: 'skipped', reason }));
    else tell(await runCheck(check, makeKit, adapter));
  };
  // What only waits begins first, so that the others run meanwhile; what must be alone comes last, what leaves most behind at the end.
  const together = chosen.filter(({ alone }) => !alone).sort((a, b) => b.waitsS - a.waitsS);
  await atOnce(together, options.atOnce ?? AT_ONCE, runOne);
  const alone = chosen.filter((check) => check.alone).sort((a, b) => a.waitsS - b.waitsS);
  for (const check of alone) await runOne(check);
  return reportOf({ backend, startedAt, results, only: only !== undefined || quick });
}

function chosenOf(only: readonly string[] | undefined): readonly Check[] {
  if (only === undefined) return allChecks;
  for (const id of only)
    if (checksNamed(id).length === 0) throw new RangeError(`There is no check for ${id}.`);
  return allChecks.filter((check) => only.some((id) => checksNamed(id).includes(check)));
}

/** The profiles that are both asked for and announced; where discovery cannot be read, `core` alone. */
async function offeredProfiles(
  backend: string,
  { profiles }: Pick<RunOptions, 'profiles'>,
): Promise<readonly string[]> {
  const announced = await openDocuments(backend)
    .discovery()
    .then(
      (discovery) => discovery.profiles,
      () => ['core'],
    );
  return announced.filter((profile) => profiles === undefined || profiles.includes(profile as Profile));
}

function reasonToSkip(
  { profile, needs }: Check,
  offered: readonly string[],
  adapter: Adapter | undefined,
): string | undefined {
  if (profile !== 'core' && !offered.includes(profile))
    return `The profile ${profile} is not announced, or was not asked for.`;
  if (needs.length > 0 && adapter === undefined) return 'Needs an adapter (--adapter FILE).';
  const missing = needs.filter((probe) => adapter?.[probe] === undefined);
  return missing.length > 0 ? `The adapter has no ${missing.join(', ')}.` : undefined;
}

async function runCheck(
  check: Check,
  makeKit: ReturnType<typeof openKits>,
  adapter: Adapter | undefined,
): Promise<CheckResult> {
  const exchanges: Exchange[] = [];
  const startedMs = performance.now();
  const { kit, close } = makeKit();
  const work = () => recorded(exchanges, () => inTime(check.run(kit)));
  const outcome = await work().then(
    () => ({ result: 'passed' as const }),
    (error: Error) => outcomeOf(error, exchanges, adapter),
  );
  await close();
  return { ...resultOf(check, outcome), durationMs: Math.round(performance.now() - startedMs) };
}

function outcomeOf(error: Error, exchanges: readonly Exchange[], adapter: Adapter | undefined) {
  const hide = hidingPlanted(adapter?.tenant);
  if (error instanceof CheckSkipped) return { result: 'skipped' as const, reason: hide(error.message) };
  // Anything else is the backend's fault as well: it answered what no check expects.
  const reason = error instanceof CheckFailed ? error.message : `${error.name}: ${error.message}`;
  return {
    result: 'failed' as const,
    reason: hide(reason),
    exchanges: exchanges.slice(-SHOWN_EXCHANGES).map((one) => redactExchange(one, adapter?.tenant)),
  };
}

const resultOf = (
  { id, title, verifies }: Check,
  outcome: Pick<CheckResult, 'result' | 'reason' | 'exchanges'>,
): CheckResult => ({ id, title, verifies, durationMs: 0, ...outcome });

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fault = new CheckFailed(`The check was not over after ${CHECK_DEADLINE_MS / 1000} s.`);
    timer = setTimeout(() => reject(fault), CHECK_DEADLINE_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Works through a list, so many at once, in its order. */
async function atOnce<Item>(
  items: readonly Item[],
  count: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, left.length) }, worker));
}
