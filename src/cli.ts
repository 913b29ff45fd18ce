/// <reference types="node" />

import { parseArgs } from 'node:util';
import { copyAssets } from './integration/copy-assets.ts';
import { pinScripts, readIntegrity } from './integration/integrity.ts';
import { distDirectory } from './integration/shipped-files.ts';

const HELP = `What a page with <family-auth> needs from its own origin.

  npx family-auth copy-assets DIR [--browser]

  Copies the engines and models of the face check (assets/), and the page that the log-in comes back to
  (browser/callback.html).

  DIR         the folder that is served as /family-auth/, such as public/family-auth; made where it is not there
  --browser   also browser/family-auth.js, the element with everything in it, for a page without a bundler

  Run it again after each update of the package, best as a "prebuild" and "predev" script. What an earlier copy left and
  this release no longer has is removed; nothing else in DIR is touched.

  npx family-auth integrity [ADDRESS]

  Prints the two script tags by which a page without a bundler takes this release's scripts and no others, and what its
  Content-Security-Policy has to name for them. The scripts compare engines, models and WebAssembly themselves.

  ADDRESS     where the page finds DIR, ending in / (default: /family-auth/)

  --help      show this

Exit code: 0 when all went well, 1 when a file could not be read or written; a wrong command 2.
`;

const COMMANDS: Readonly<Record<string, (given: Given) => string | number>> = {
  'copy-assets': copy,
  integrity: pin,
};

interface Given {
  readonly command: string;
  readonly place: string | undefined;
  readonly browser: boolean;
}

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
  const [command, place, ...more] = positionals;
  const known = Object.keys(COMMANDS).join(' and ');
  if (command === undefined) return refuse(`A command is missing: ${known} are known.`);
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (run === undefined) return refuse(`The command ${command} is not known: ${known} are.`);
  if (more.length > 0) return refuse(`${command} takes one argument; ${more.join(' ')} is too much.`);
  try {
    const done = run({ command, place, browser: values.browser });
    if (typeof done === 'number') return done;
    console.log(done);
    return 0;
  } catch (error) {
    console.error(`family-auth: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function copy({ place: folder, browser }: Given): string | number {
  if (folder === undefined)
    return refuse('copy-assets needs the folder to copy to, e.g. public/family-auth.');
  const { copied, removed } = copyAssets(folder, { browser });
  const gone = removed.length > 0 ? `, ${removed.length} of an earlier release removed` : '';
  return `family-auth: ${copied} files copied to ${folder}${gone}`;
}

function pin({ place: address = '/family-auth/', browser }: Given): string | number {
  if (browser) return refuse('integrity knows no --browser: it is about those files alone.');
  if (!address.endsWith('/')) return refuse(`The address ${address} must end in /.`);
  const folder = `${address}browser/`;
  const pinned = pinScripts(readIntegrity(distDirectory()), 'browser/family-auth.js', folder);
  return `<!-- Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval' ${pinned.policySource} -->
${pinned.importMap}
<script type="module" src="${folder}family-auth.js" integrity="${pinned.integrity}"></script>`;
}

function refuse(why: string): number {
  console.error(`family-auth: ${why} See: npx family-auth --help`);
  return 2;
}
