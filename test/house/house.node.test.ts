import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspectHouse } from '../../scripts/house/inspect-house.mjs';
import { limits } from '../../scripts/house-rules.mjs';

describe('the house as it stands', () => {
  const report = inspectHouse(fileURLToPath(new URL('../..', import.meta.url)));

  test('has no import circles', () => {
    assert.deepEqual(report.circlePaths, []);
  });

  test('has no arrow that the table does not allow', () => {
    assert.deepEqual(report.brokenArrows, []);
  });

  test('has no file longer than the limit', () => {
    assert.ok(report.largestFile.lines <= limits.fileLines, JSON.stringify(report.largestFile));
  });

  test('has no function longer than the limit', () => {
    assert.ok(report.longestFunction.lines <= limits.functionLines, JSON.stringify(report.longestFunction));
  });
});

describe('the inspection', () => {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  function inspect(files: Record<string, string>) {
    const root = mkdtempSync(join(tmpdir(), 'family-auth-house-'));
    folders.push(root);
    writeFileSync(join(root, 'package.json'), '{"dependencies": {"lit": "3"}}');
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return inspectHouse(root);
  }

  test('finds a circle of two files, by type as well', () => {
    const { circlePaths } = inspect({
      'src/base/one.ts': "import './two.ts';",
      'src/base/two.ts': "import type { One } from './one.ts'; export type Two = One;",
      'src/base/three.ts': "import './one.ts';",
    });
    assert.deepEqual(circlePaths, [['src/base/one.ts', 'src/base/two.ts']]);
  });

  test('finds an arrow against the stream, in whatever form it is written', () => {
    const forms = {
      'src/camera/a.ts': "import { x } from '../signals/x.ts';",
      'src/camera/b.ts': "export * from '../signals/x.ts';",
      'src/camera/c.ts': "export const c = () => import('../signals/x.ts');",
      'src/camera/d.ts': "export type D = import('../signals/x.ts').X;",
    };
    const { brokenArrows } = inspect({
      ...forms,
      'src/signals/x.ts': 'export const x = 1; export type X = 1;',
    });
    assert.deepEqual(
      brokenArrows.map(({ from }) => from),
      Object.keys(forms),
    );
  });

  test('finds an arrow that the sandbox draws by the name of the sources', () => {
    const { brokenArrows } = inspect({
      'sandbox/src/server/right.ts': "import { bytes } from '@family-auth/library/base/bytes.ts';",
      'sandbox/src/server/wrong.ts': "import { element } from '@family-auth/library/element/element.ts';",
      'src/base/bytes.ts': 'export const bytes = 1;',
      'src/element/element.ts': 'export const element = 1;',
    });
    assert.deepEqual(
      brokenArrows.map(({ from }) => from),
      ['sandbox/src/server/wrong.ts'],
    );
  });

  test('lets a room that is known by type be imported by type only', () => {
    const { brokenArrows } = inspect({
      'src/camera/frame.ts': 'export interface Frame {} export const frame = {};',
      'src/signals/by-type.ts': "import type { Frame } from '../camera/frame.ts'; export type F = Frame;",
      'src/signals/by-value.ts': "export { frame } from '../camera/frame.ts';",
    });
    assert.deepEqual(
      brokenArrows.map(({ from }) => from),
      ['src/signals/by-value.ts'],
    );
  });

  test('lets each dependency be named at its own address only', () => {
    const { brokenArrows } = inspect({
      'src/element/right.ts': "import { html } from 'lit';",
      'src/session/wrong.ts': "import { html } from 'lit/static-html.js';",
      'src/base/unlisted.ts': "import 'left-pad';",
    });
    assert.deepEqual(
      brokenArrows.map(({ from }) => from),
      ['src/base/unlisted.ts', 'src/session/wrong.ts'],
    );
  });

  test('measures files and functions in lines', () => {
    const { largestFile, longestFunction, rooms } = inspect({
      'src/base/long.ts': 'export function long() {\n  return 1;\n}\n',
      'src/base/short.ts': 'export const short = () => 1;\n',
    });
    assert.deepEqual(largestFile, { file: 'src/base/long.ts', lines: 3 });
    assert.deepEqual(longestFunction, { name: 'long', file: 'src/base/long.ts', lines: 3 });
    assert.deepEqual(rooms, { base: { files: 2, lines: 4 } });
  });
});
