import { checksNamed, loadAdapter, type Report, runChecks } from '../run-checks.ts';
import type { Mutant } from './mutant.ts';
import { freePorts, startSandbox } from './start-sandbox.ts';

/** What became of one broken sandbox. */
export interface Trial {
  readonly id: string;
  /** `notRun`: no check claims the requirement, or none of them could be made. */
  readonly outcome: 'caught' | 'missed' | 'notRun';
  /** The checks of the requirement that failed here and pass at the sandbox as it stands. */
  readonly caughtBy: readonly string[];
  /** Why it was not run, or what its checks said. */
  readonly why?: string;
}

export interface Trials {
  readonly trials: readonly Trial[];
  /** Checks that fail at the sandbox as it stands: they catch nobody. */
  readonly failingAnyway: readonly string[];
}

export interface TrialOptions {
  readonly mutants: readonly Mutant[];
  /** The adapter's module. */
  readonly adapter: string;
  /** How many sandboxes run at a time. */
  readonly atOnce: number;
  /** Is told of each as it comes. */
  readonly onTrial: (trial: Trial, done: number) => void;
}

/** Ports from here on; each sandbox at a time has twenty to find two free ones. */
const FIRST_PORT = 24_000;
const PORTS_EACH = 20;

/**
 * Lets the kit look at each broken sandbox with the checks of the requirement that it breaks. First the same checks are made at
 * the sandbox as it stands, so that one that always fails counts for nothing.
 */
export async function tryMutants({ mutants, adapter, atOnce, onTrial }: TrialOptions): Promise<Trials> {
  const claimed = mutants.filter(({ id }) => isClaimed(id));
  const sound = await look(
    undefined,
    claimed.map(({ id }) => id),
    adapter,
    FIRST_PORT,
  );
  const failingAnyway = sound.checks.filter(({ result }) => result === 'failed').map(({ id }) => id);
  const trials: Trial[] = [];
  const tell = (trial: Trial) => {
    trials.push(trial);
    onTrial(trial, trials.length);
  };
  const left = [...mutants];
  const worker = async (_: unknown, slot: number) => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      if (!isClaimed(mutant.id)) tell({ ...none(mutant), why: 'No check claims the requirement.' });
      else tell(await tryOne(mutant, adapter, FIRST_PORT + slot * PORTS_EACH, failingAnyway));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { trials, failingAnyway };
}

const none = ({ id }: Mutant) => ({ id, outcome: 'notRun', caughtBy: [] }) as const;

async function tryOne(
  mutant: Mutant,
  adapter: string,
  port: number,
  failingAnyway: readonly string[],
): Promise<Trial> {
  const { id } = mutant;
  const report = await look(mutant, [id], adapter, port).catch((error: Error) => error);
  if (report instanceof Error) return { ...none(mutant), why: report.message };
  const made = report.checks.filter(
    (check) => check.result !== 'skipped' && !failingAnyway.includes(check.id),
  );
  if (made.length === 0)
    return { ...none(mutant), why: report.checks.map(({ id, reason }) => `${id}: ${reason}`).join(' ') };
  const failed = made.filter(({ result }) => result === 'failed');
  if (failed.length === 0) return { id, outcome: 'missed', caughtBy: [] };
  const why = failed.map(({ id, reason }) => `${id}: ${reason}`).join(' ');
  return { id, outcome: 'caught', caughtBy: failed.map(({ id }) => id), why };
}

/** What the kit says of a sandbox, asked for these requirements. */
async function look(
  mutant: Mutant | undefined,
  only: readonly string[],
  adapter: string,
  port: number,
): Promise<Report> {
  const sandbox = await startSandbox(mutant, await freePorts(port));
  try {
    const { backend } = sandbox;
    return await runChecks({ backend, adapter: await loadAdapter(adapter, backend), only });
  } finally {
    await sandbox.close();
  }
}

const isClaimed = (id: string): boolean => checksNamed(id).length > 0;
