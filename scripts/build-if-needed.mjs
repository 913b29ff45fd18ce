// Builds dist/ unless it already fits the sources. Runs before npm start and npm run walk.

import { buildAll } from './build-all.mjs';
import { isBuilt } from './build-state.mjs';
import { requireNode } from './node-version.mjs';

requireNode();
if (isBuilt()) {
  console.log('build: dist/ is up to date');
} else {
  console.log('build: building dist/ …');
  if (!(await buildAll())) process.exit(1);
}
