import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from './glob.mjs';

const types = fileURLToPath(new URL('../dist/types', import.meta.url));
const relativeImport = /(\bfrom |\bimport\(|\bimport )(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

/** The compiler leaves `./name.ts` in declarations; whoever uses the package looks for `./name.js`. */
export function nameDeclarationsAsJs() {
  for (const path of globSync('**/*.d.ts', { cwd: types })) {
    const file = join(types, path);
    const text = readFileSync(file, 'utf8');
    const named = text.replace(relativeImport, '$1$2$3.js$2');
    if (named !== text) writeFileSync(file, named);
  }
}
