// The command of the npm package: the sandbox itself, and those that look after it.

const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  staff: () => import('./staff-main.ts'),
  'audit:verify': () => import('./audit-main.ts'),
  'rotate-keys': () => import('./rotate-keys-main.ts'),
  judge: () => import('./judge-main.ts'),
};

const [, , word = ''] = process.argv;
const command = COMMANDS[word];
if (command !== undefined) process.argv.splice(2, 1);
await (command ?? (() => import('./main.ts')))();
