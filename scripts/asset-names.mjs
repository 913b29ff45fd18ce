import { readFileSync } from 'node:fs';

const MANIFEST = new URL('../dist/assets/manifest.json', import.meta.url);

/**
 * Sources call the bundles of dist/assets/ by plain names (src/landmarks/asset-names.ts), a build by names with a hash. For
 * servers that run sources beside built assets: the path under which the file at `path` lies; the same for any other.
 *
 * @param {string} path
 */
export function builtAssetPath(path) {
  const [, folder, bundle] = /^(.*\/)(landmark-[a-z-]+)\.js$/.exec(path) ?? [];
  const name = bundle && JSON.parse(readFileSync(MANIFEST, 'utf8')).bundles[bundle];
  return name ? folder + name : path;
}
