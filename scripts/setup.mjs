// Gets what this project needs on a bare machine, whatever of it is missing: the packages always, and what is named:
//   node scripts/setup.mjs build             before npm start
//   node scripts/setup.mjs browser           before npm test
//   node scripts/setup.mjs browser build     before npm run walk
// Runs before anything is installed: it imports nothing but Node's own modules and the files beside it.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { refuseSwallowedOptions } from './npm-options.mjs';
import { installBrowser } from './setup-browser.mjs';
import { installPackages } from './setup-packages.mjs';

try {
  refuseSwallowedOptions();
  const node = await installPackages();
  if (process.argv.includes('browser')) await installBrowser();
  if (process.argv.includes('build')) build(node);
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(1);
}

/** In a process of its own: this one may run under the machine's Node, the build wants the one just installed. */
function build(node) {
  const script = fileURLToPath(new URL('build.mjs', import.meta.url));
  const { status } = spawnSync(node, [script, '--if-needed'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('dist/ could not be built (the reason is above).');
}
