import { readOptions, writeReport } from '../../scripts/command.mjs';
import { commandNamed, StartError } from './errors/errors.ts';
import { DEFAULT_DATA_DIR } from './server/options.ts';

const HELP = `Gives a sandbox new keys: one to sign results, cards and receipts with, one to which relatives' particulars and evidence are sealed.
One that runs takes them up within a minute; by itself each rotates its keys after 90 days.

  ${commandNamed('rotate-keys')} [options]

  --data-dir DIR   where its keys lie (default ${DEFAULT_DATA_DIR})
  --revoke         for keys that somebody else may have: nothing they signed is believed from now on
  --json FILE      writes the report there: which key is published and in use from when until when
  --help           show this

Without --revoke the new signing key is published for 15 minutes before it signs, and the old ones stay published as long as what they
signed is good.

Exit code: 0 when the keys are rotated; 1 when there are none; a wrong command 2.
`;

interface Options {
  readonly 'data-dir'?: string;
  readonly revoke?: boolean;
  readonly json?: string;
}
const options = readOptions({
  name: 'rotate-keys',
  help: HELP,
  seeHelp: `${commandNamed('rotate-keys')} --help`,
  options: { 'data-dir': { type: 'string' }, revoke: { type: 'boolean' }, json: { type: 'string' } },
  check: ({ values }): Options => values,
});

try {
  const { resolve } = await import('node:path');
  const { placesIn } = await import('./storage/data-directory.ts');
  const { publishedKeysOf } = await import('./storage/key-rotation.ts');
  const { rotateKeys } = await import('./storage/secrets.ts');
  const { secrets: path } = placesIn(resolve(options['data-dir'] ?? DEFAULT_DATA_DIR));
  const keys = publishedKeysOf(await rotateKeys(path, { revoke: options.revoke ?? false }), Date.now());
  for (const { use, kid, from, until } of keys) {
    console.log(`${use} ${kid}  in use from ${from}${until === null ? '' : `, published until ${until}`}`);
  }
  writeReport(options.json, { keys });
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
