/// <reference types="node" />

import { parseArgs } from 'node:util';
import { copyAssets } from './integration/copy-assets.ts';

const HELP = `Copies the files that a page with <family-auth> needs from its own origin: the engines and models of the face check
(assets/), and the page that the log-in comes back to (browser/callback.html).

  npx family-auth copy-assets DIR [--browser]

  DIR         the folder that is served as /family-auth/, such as public/family-auth; made where it is not there
  --browser   also browser/family-auth.js, the element with everything in it, for a page without a bundler
  --help      show this

Run it again after each update of the package, best as a "prebuild" and "predev" script. What an earlier copy left and this
release no longer has is removed; nothing else in DIR is touched.

Exit code: 0 when everything is copied, 1 when a file could not be written; a wrong command 2.
`;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  let parsed: { values: { browser: boolean; help: boolean }; positionals: string[] };
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { browser: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [command, folder, ...more] = positionals;
  if (command === undefined) return refuse('A command is missing: copy-assets.');
  if (command !== 'copy-assets') return refuse(`The command ${command} is not known: copy-assets is.`);
  if (folder === undefined)
    return refuse('copy-assets needs the folder to copy to, e.g. public/family-auth.');
  if (more.length > 0) return refuse(`copy-assets takes one folder; ${more.join(' ')} is too much.`);
  try {
    const { copied, removed } = copyAssets(folder, values);
    const gone = removed.length > 0 ? `, ${removed.length} of an earlier release removed` : '';
    console.log(`family-auth: ${copied} files copied to ${folder}${gone}`);
    return 0;
  } catch (error) {
    console.error(`family-auth: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function refuse(why: string): number {
  console.error(`family-auth: ${why} See: npx family-auth --help`);
  return 2;
}
