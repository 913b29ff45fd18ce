import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from './bundle-graph.ts';

interface Locked {
  readonly optionalDependencies?: Record<string, string>;
}

for (const lockfile of ['package-lock.json', 'docs/package-lock.json']) {
  describe(lockfile, () => {
    const text = readFileSync(join(root, lockfile), 'utf8');
    const packages: Record<string, Locked> = JSON.parse(text).packages;

    // npm 11 leaves out what the registry of the moment does not have, and its `npm ci` then refuses the lockfile.
    test('holds the packages of every platform, so that npm ci works on each', () => {
      const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies)
          .filter((name) => !isLocked(packages, path, name))
          .map((name) => `${name}, named by ${path}`),
      );
      assert.deepEqual(missing, []);
    });

    test('names no registry host', () => {
      assert.doesNotMatch(text, /"resolved": "https?:/);
    });
  });
}

/** Whether Node, looking upwards from the package at `path`, would find `name`. */
function isLocked(packages: Record<string, Locked>, path: string, name: string): boolean {
  const folders = path.split('/').map((_, depth, parts) => `${parts.slice(0, depth + 1).join('/')}/`);
  return ['', ...folders].some((folder) => `${folder}node_modules/${name}` in packages);
}
