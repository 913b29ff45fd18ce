import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brokenSources, type Mutant, ROOT } from './mutant.ts';

/** From here on this process loads the sources as `mutant` has them. Before anything of the sandbox is loaded. */
export function loadBroken(mutant: Mutant): void {
  const sources = new Map(
    [...brokenSources(mutant)].map(([file, text]) => [pathToFileURL(join(ROOT, file)).href, text]),
  );
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const source = sources.get(url);
      return source === undefined ? loaded : { ...loaded, source };
    },
  });
}
