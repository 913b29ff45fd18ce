// Builds dist/ unless it already fits the sources. Runs before npm start and npm run walk.

import { buildAll, isBuilt } from './build-dist.mjs';
import { requireNode } from './command.mjs';

requireNode();
if (isBuilt()) {
  console.log('build: dist/ is up to date');
} else {
  console.log('build: building dist/ …');
  if (!(await buildAll())) process.exit(1);
}
