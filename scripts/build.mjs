// npm run build: the bundles, the type declarations and the description of the element (custom-elements.json).

import { buildAll, isBuilt } from './build-dist.mjs';
import { readOptions } from './command.mjs';

const HELP = `Builds dist/: the bundles, the type declarations and custom-elements.json. The old dist/ is overwritten in place and
swept afterwards, so that a server that runs meanwhile keeps its files.

  npm run build -- [options]

  --if-needed   only where dist/ was not built from the sources as they are; npm start and npm run walk do this first
  --help        show this

Exit code: 0 when dist/ is built, else 1; a wrong command 2.
`;

const { 'if-needed': ifNeeded } = readOptions({
  name: 'build',
  help: HELP,
  options: { 'if-needed': { type: 'boolean', default: false } },
});
if (ifNeeded && isBuilt()) console.log('build: dist/ is up to date');
else process.exit((await buildAll({ ifNeeded })) ? 0 : 1);
