// Builds dist/ unless it already fits the sources. Runs first in npm start, npm test and npm run walk.

import { buildAll } from './build-all.mjs';
import { isBuilt } from './build-state.mjs';
import { requireNode } from './node-version.mjs';
import { refuseSwallowedOptions } from './npm-options.mjs';

requireNode();
refuseSwallowedOptions();
if (isBuilt()) {
  console.log('build: dist/ is up to date');
} else {
  console.log('build: building dist/ …');
  if (!(await buildAll())) process.exit(1);
}
