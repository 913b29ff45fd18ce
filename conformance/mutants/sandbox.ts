// npm run sandbox: the sandbox as `npm start` has it, and with --break one that breaks a rule. See BREAK_HELP.

import { parseArgs } from 'node:util';
import { loadBroken } from './load-broken.ts';
import { mutants } from './mutants.ts';

const BREAK_HELP = `
  --break ID             breaks one requirement of the protocol, such as C27, and no other (docs/protocol/requirements.md)
`;

const argv = process.argv.slice(2);
const { id, rest } = withoutBreak(argv);
const mutant = mutants.find((each) => each.id === id);
// Before anything of the sandbox is loaded.
if (mutant !== undefined) loadBroken(mutant);
const { HELP, OPTIONS } = await import('../../sandbox/src/server/options.ts');
const options = { ...OPTIONS, break: { type: 'string' } } as const;

if (parseArgs({ args: argv, options, strict: false }).values.help) {
  process.stdout.write(`${HELP}${BREAK_HELP}`);
} else if (id !== undefined && mutant === undefined) {
  console.error(`--break ${id}: no sandbox breaks that. See: npm run sandbox -- --help`);
  process.exitCode = 2;
} else {
  if (mutant !== undefined) console.error(`Broken on purpose, ${mutant.id}: ${mutant.does}`);
  process.argv.splice(2, argv.length, ...rest);
  await import('../../sandbox/src/main.ts');
}

/** What `--break` names, and the words that are the sandbox's own. */
function withoutBreak(words: readonly string[]): {
  readonly id: string | undefined;
  readonly rest: string[];
} {
  const at = words.findIndex((word) => word === '--break' || word.startsWith('--break='));
  if (at === -1) return { id: undefined, rest: [...words] };
  const inline = words[at]!.split('=', 2)[1];
  const id = inline ?? words[at + 1] ?? '';
  return { id, rest: words.toSpliced(at, inline === undefined ? 2 : 1) };
}
