import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNpm } from './run-npm.mjs';

/** The package is ES modules alone; its callback page is no module. */
const TOOLS = {
  publint: ['publint@0.3.25', 'publint', '--strict'],
  'are-the-types-wrong': [
    '@arethetypeswrong/cli@0.18.5',
    'attw',
    '--profile esm-only --exclude-entrypoints callback.html --format ascii --no-color',
  ],
};

/**
 * What the linters of packages say of the tarball.
 *
 * @returns {Promise<{tool: string, passes: boolean, fault: string|null}[]>}
 */
export async function lintPackage(tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-lint-'));
  const rows = [];
  try {
    for (const [tool, [packageName, program, options]] of Object.entries(TOOLS)) {
      const words = `exec --yes --package=${packageName} -- ${program} ${tarball} ${options}`;
      const { fault } = await runNpm(words, folder);
      rows.push({ tool, passes: fault === null, fault });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}
