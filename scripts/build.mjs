// npm run build: the bundles, the type declarations and the description of the element (custom-elements.json).
// The old dist/ is overwritten in place and swept afterwards, so that a server that runs meanwhile keeps its files.

import { buildAll } from './build-dist.mjs';
import { requireNode } from './command.mjs';

requireNode();
process.exit((await buildAll()) ? 0 : 1);
