/// <reference types="node" />

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { shippedFiles } from './shipped-files.ts';

/** What a copy did. */
export interface CopyReport {
  readonly copied: number;
  /** Names of files of an earlier copy that this release no longer has. */
  readonly removed: readonly string[];
}

/**
 * Copies what a portal serves into `folder`, which is made where it is not there, and takes away what an earlier copy left.
 * Nothing else in the folder is touched.
 */
export function copyAssets(folder: string, options: { readonly browser: boolean }): CopyReport {
  const files = shippedFiles(options);
  const names = new Set(files.map(({ name }) => name));
  const removed = earlierCopy(folder).filter((name) => !names.has(name));
  for (const name of removed) rmSync(join(folder, name), { force: true });
  for (const { name, path } of files) {
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
  return { copied: files.length, removed };
}

/** Of the files in `folder` those that only this package puts there. */
function earlierCopy(folder: string): string[] {
  if (!existsSync(join(folder, 'browser', 'callback.js'))) return [];
  const ours = /^(assets\/(landmark-|tfjs-backend-wasm|models\/)|browser\/(chunks\/|family-auth))/;
  return ['assets', 'browser']
    .map((part) => join(folder, part))
    .filter((part) => existsSync(part))
    .flatMap((part) => readdirSync(part, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => ours.test(name));
}
