import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('nothing in the repository is dead: no file, export or dependency that nobody uses', () => {
  assert.deepEqual(unused(root), []);
});

test('a file and an export that nobody uses are found, and a dependency that is not declared', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-dead-code-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = {
    'package.json': '{"name": "fixture", "type": "module"}',
    'knip.json': '{"entry": ["main.ts"], "project": ["*.ts"]}',
    'main.ts': "import { used } from './module.ts'; import 'left-pad'; used();",
    'module.ts': 'export const used = () => 1; export const unused = 2;',
    'forgotten.ts': 'export const forgotten = 1;',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  assert.deepEqual(unused(folder).sort(), [
    'exports unused in module.ts',
    'files forgotten.ts in forgotten.ts',
    'unlisted left-pad in main.ts',
  ]);
});

/** What knip finds in `directory`, a line each. */
function unused(directory: string): string[] {
  const knip = join(root, 'node_modules', 'knip', 'bin', 'knip.js');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [knip, '--directory', directory, '--no-progress', '--reporter', 'json'],
    { encoding: 'utf8' },
  );
  if (!stdout) throw new Error(`knip says nothing: ${stderr}`);
  const { issues } = JSON.parse(stdout) as { issues: Record<string, unknown>[] };
  return issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      Array.isArray(found) ? found.map((one) => `${kind} ${(one as { name: string }).name} in ${file}`) : [],
    ),
  );
}
