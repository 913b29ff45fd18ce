import * as fs from 'node:fs';

/** `globSync` of node:fs. An older Node has none: imported by name it would fail before `requireNode()` can say why. */
export const globSync = (pattern, options = {}) => fs.globSync(pattern, options);
