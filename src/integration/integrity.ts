/// <reference types="node" />

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of this release, below the package's `dist/`. */
export interface FileIntegrity {
  /** With forward slashes, e.g. `browser/family-auth.js`. */
  readonly name: string;
  /** What a script's `integrity` attribute takes (W3C Subresource Integrity): `sha384-` and base64. */
  readonly integrity: string;
}

/** What pins the scripts of a page. */
export interface PinnedScripts {
  /** The digest of the script that the page names itself. */
  readonly integrity: string;
  /** A `<script type="importmap">` with the digest of every script that this one may load; it stands before it. */
  readonly importMap: string;
  /** What `script-src` of the page's Content-Security-Policy must name, for the import map stands in the page. */
  readonly policySource: string;
}

/** The digests of all files that this release serves, as its build wrote them down. */
export const readIntegrity = (distDirectory: string): readonly FileIntegrity[] =>
  JSON.parse(readFileSync(join(distDirectory, 'integrity.json'), 'utf8')).files;

/**
 * Pins the script `entry` and, by an import map (HTML standard, “import maps”, `integrity`), every script beside it, which it may load
 * later.
 *
 * @param entry below `dist/`, e.g. `browser/family-auth.js`.
 * @param folder where the page finds the folder of `entry`, ending in `/`: `/family-auth/browser/`, or relative to the page.
 */
export function pinScripts(files: readonly FileIntegrity[], entry: string, folder: string): PinnedScripts {
  const [beside] = entry.split('/', 1);
  const scripts = files.filter(({ name }) => name.startsWith(`${beside}/`) && name.endsWith('.js'));
  const pinned = scripts.find(({ name }) => name === entry);
  if (pinned === undefined) throw new Error(`${entry} is not among the files of this release.`);
  const integrity = Object.fromEntries(
    scripts.map(({ name, integrity }) => [folder + name.slice(`${beside}/`.length), integrity]),
  );
  const map = JSON.stringify({ integrity });
  const digest = createHash('sha256').update(map).digest('base64');
  return {
    integrity: pinned.integrity,
    importMap: `<script type="importmap">${map}</script>`,
    policySource: `'sha256-${digest}'`,
  };
}
