/// <reference types="node" />

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file that a portal serves. */
export interface ShippedFile {
  /** Below the folder that is served as `/family-auth/`, with forward slashes. */
  readonly name: string;
  /** Where it lies in the installed package. */
  readonly path: string;
}

/**
 * The files that a portal serves from its own origin: the engines and models, and the log-in's callback page.
 *
 * @param browser also the element with everything in it, for pages without a bundler.
 * @throws Error where the package is not built.
 */
export function shippedFiles({ browser }: { readonly browser: boolean }): ShippedFile[] {
  const dist = distDirectory();
  return ['assets', 'browser']
    .flatMap((folder) => readdirSync(join(dist, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(dist, path).replaceAll('\\', '/'), path }))
    .filter(({ name }) => browser || /^(assets\/|browser\/callback\.)/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws Error where the package is not built. */
export function distDirectory(): string {
  const dist = join(packageRoot(), 'dist');
  if (!existsSync(join(dist, 'assets'))) throw new Error(`${dist} has no assets: the package is not built.`);
  return dist;
}

/** This package's folder, wherever in it the bundle of this module lies. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'family-auth') {
      return folder;
    }
    const above = dirname(folder);
    if (above === folder) throw new Error('family-auth was moved out of its package: install it with npm.');
    folder = above;
  }
}
