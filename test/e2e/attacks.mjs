// npm run attacks: attacks before the camera, and which check refused each of them. See attacks/run-attacks.mjs.

import { requireNode } from '../../scripts/command.mjs';

requireNode();
const { runAttacks } = await import('./attacks/run-attacks.mjs');
process.exit(await runAttacks());
