// Gets what this project needs on a bare machine: the packages, and with `browser` a Chromium.
//   node scripts/setup.mjs            before npm start
//   node scripts/setup.mjs browser    before npm test and npm run walk
// Runs before anything is installed: it imports nothing but Node's own modules and the files beside it.

import { refuseSwallowedOptions } from './npm-options.mjs';
import { installBrowser } from './setup-browser.mjs';
import { installPackages } from './setup-packages.mjs';

try {
  refuseSwallowedOptions();
  await installPackages();
  if (process.argv[2] === 'browser') await installBrowser();
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(1);
}
