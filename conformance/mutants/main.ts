// npm run conformance:mutants: whether the kit finds every broken sandbox. See HELP.

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { countOf, readOptions, UsageError, writeReport } from '../../scripts/command.mjs';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { type Trial, tryMutants } from './try-mutants.ts';
import { withoutMutant } from './without-mutant.ts';

const HELP = `Starts a sandbox for each requirement of the protocol that a backend can break, broken in that alone, and lets the
conformance kit look at it: the checks of that requirement must fail. Each has a process and a database of its own.

  npm run conformance:mutants -- [options]

  --only IDS     these requirements, e.g. C27,L05
  --at-once N    sandboxes at a time (default: as many as there are processors)
  --json FILE    writes {mutants, caught, missed, notRun, caughtBy, why, failingAnyway} there
  --list         what each of them does, and which requirements none breaks; runs nothing
  --help         show this

Exit code: 0 when every one was caught, 1 when one was missed or could not be run, 2 when the command is wrong.
`;

const ADAPTER = fileURLToPath(new URL('../adapters/sandbox.ts', import.meta.url));

interface Command {
  readonly chosen: readonly Mutant[];
  readonly atOnce: number;
  readonly json?: string;
  readonly list?: boolean;
}

const command = readOptions<Command>({
  name: 'conformance:mutants',
  help: HELP,
  options: {
    only: { type: 'string' },
    'at-once': { type: 'string' },
    json: { type: 'string' },
    list: { type: 'boolean' },
  },
  check: ({ values: { only, 'at-once': atOnce, ...values } }) => ({
    ...values,
    chosen: chosenOf(only),
    atOnce: atOnce === undefined ? availableParallelism() : countOf('--at-once', atOnce, 16),
  }),
});

if (command.list) list(command.chosen);
else process.exit(await run(command));

function chosenOf(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return mutants;
  return only.split(',').map((id) => {
    const mutant = mutants.find((each) => each.id === id.trim());
    if (mutant === undefined) throw new UsageError(`--only ${id}: no sandbox breaks that`);
    return mutant;
  });
}

function list(chosen: readonly Mutant[]): void {
  for (const { id, does } of chosen) console.log(`${id.padEnd(5)} ${does}`);
  console.log('\nBroken by none:');
  for (const [id, why] of Object.entries(withoutMutant)) console.log(`${id.padEnd(5)} ${why}`);
}

/** @returns the exit code. */
async function run({ chosen, atOnce, json }: Command): Promise<number> {
  const onTrial = (trial: Trial, done: number) => {
    const by = trial.outcome === 'caught' ? ` by ${trial.caughtBy.join(', ')}` : '';
    console.log(`${String(done).padStart(3)}/${chosen.length}  ${trial.id.padEnd(5)} ${trial.outcome}${by}`);
  };
  const { trials, failingAnyway } = await tryMutants({ mutants: chosen, adapter: ADAPTER, atOnce, onTrial });
  const named = (outcome: Trial['outcome']) => trials.filter((trial) => trial.outcome === outcome);
  const [caught, missed, notRun] = [named('caught'), named('missed'), named('notRun')];
  for (const { id, why } of [...missed, ...notRun])
    console.log(`${id}: ${does(id)}${why ? ` (${why})` : ''}`);
  for (const id of failingAnyway) console.log(`${id} fails at the sandbox as it stands`);
  console.log(
    `${trials.length} broken, ${caught.length} caught, ${missed.length} missed, ${notRun.length} not run`,
  );
  writeReport(json, {
    mutants: trials.length,
    caught: caught.length,
    missed: missed.map(({ id }) => id),
    notRun: notRun.map(({ id }) => id),
    caughtBy: Object.fromEntries(caught.map(({ id, caughtBy }) => [id, caughtBy])),
    why: Object.fromEntries(trials.flatMap(({ id, why }) => (why ? [[id, why]] : []))),
    failingAnyway,
  });
  return missed.length + notRun.length > 0 ? 1 : 0;
}

function does(id: string): string {
  return mutants.find((mutant) => mutant.id === id)?.does ?? '';
}
