import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the list stands: `{bundle: {file: [npm packages in it]}}`. `scripts/notice.mjs` compares NOTICE with it. */
export const bundledPackagesFile = 'node_modules/.cache/family-auth/bundled-packages.json';

const bundles = {};

/** Writes down which npm packages rollup has put into which file. */
export function recordModules(bundle) {
  return {
    name: 'record-modules',
    writeBundle(_, files) {
      bundles[bundle] ??= {};
      for (const file of Object.values(files)) {
        if (file.type === 'chunk') bundles[bundle][file.fileName] = packagesOf(Object.entries(file.modules));
      }
      mkdirSync(dirname(bundledPackagesFile), { recursive: true });
      writeFileSync(bundledPackagesFile, `${JSON.stringify(bundles, null, 2)}\n`);
    },
  };
}

function packagesOf(modules) {
  const names = modules
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/?]+)/.exec(path)?.[1])
    .filter(Boolean);
  return [...new Set(names)].sort();
}
