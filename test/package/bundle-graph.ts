import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'dist');

/** Paths of the scripts in dist/, relative to it. Throws when nothing has been built. */
export function builtScripts(): string[] {
  if (!existsSync(join(dist, 'index.js'))) throw new Error('dist/ is not built: npm run build');
  return globSync('**/*.js', { cwd: dist }).sort();
}

export interface Reached {
  /** Paths of built files, relative to dist/. */
  readonly files: readonly string[];
  /** Whatever is imported that is not a built file: packages, node: modules. */
  readonly packages: readonly string[];
}

/** All that a built file imports, directly or through others; with `dynamic` also by `import()`. */
export function reachedFrom(entry: string, { dynamic }: { readonly dynamic: boolean }): Reached {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const specifier of importsOf(join(dist, file), dynamic)) {
      if (specifier.startsWith('.')) open.push(join(dirname(file), specifier));
      else packages.add(specifier);
    }
  }
  return { files: [...files], packages: [...packages].sort() };
}

function importsOf(path: string, dynamic: boolean): string[] {
  const text = readFileSync(path, 'utf8');
  const { module } = parseSync(path, text);
  const found = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) found.push(moduleRequest.value);
  }
  for (const { moduleRequest } of dynamic ? module.dynamicImports : []) {
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[2]) found.push(literal[2]);
  }
  return found;
}
