import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspectHouse } from '../../scripts/house/inspect-house.mjs';
import { limits, rooms } from '../../scripts/house-rules.mjs';

describe('the house as it stands', async () => {
  const report = await inspectHouse(fileURLToPath(new URL('../..', import.meta.url)));

  test('has no import circles', () => {
    assert.deepEqual(report.circlePaths, []);
    assert.equal(report.circles, 0);
  });

  test('has no arrow that the table does not allow', () => {
    assert.deepEqual(report.brokenArrowPaths, []);
    assert.equal(report.brokenArrows, 0);
  });

  test('has no rooms that reach one another, by the table either', () => {
    assert.deepEqual(report.roomCirclePaths, []);
    assert.equal(report.roomCircles, 0);
    const named = (row: readonly string[]) => row.map((name) => name.replace(' (type)', ''));
    const left = new Map(Object.entries(rooms).map(([room, row]) => [room, named(row)]));
    for (let before = left.size + 1; before > left.size; ) {
      before = left.size;
      for (const [room, row] of left) if (!row.some((name) => left.has(name))) left.delete(room);
    }
    assert.deepEqual([...left.keys()], []);
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
    const checkout = {
      'package.json': '{"name": "family-auth", "workspaces": ["src"], "dependencies": {"lit": "3"}}',
      'src/package.json': '{"name": "@family-auth/library", "exports": {"./*": "./*"}}',
      'node_modules/lit/package.json':
        '{"name": "lit", "exports": {".": "./lit.js", "./static-html.js": "./lit.js"}}',
      'node_modules/lit/lit.js': '',
      ...files,
    };
    for (const [path, text] of Object.entries(checkout)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    mkdirSync(join(root, 'node_modules/@family-auth'));
    symlinkSync('../../src', join(root, 'node_modules/@family-auth/library'));
    return inspectHouse(root);
  }

  test('finds a circle of two files, by type as well', async () => {
    const { circlePaths } = await inspect({
      'src/base/one.ts': "import './two.ts';",
      'src/base/two.ts': "import type { One } from './one.ts'; export type Two = One;",
      'src/base/three.ts': "import './one.ts';",
    });
    assert.deepEqual(circlePaths, [['src/base/one.ts', 'src/base/two.ts']]);
  });

  test('finds an arrow against the stream, in whatever form it is written', async () => {
    const forms = {
      'src/camera/a.ts': "import { x } from '../signals/x.ts';",
      'src/camera/b.ts': "export * from '../signals/x.ts';",
      'src/camera/c.ts': "export const c = () => import('../signals/x.ts');",
      'src/camera/d.ts': "export type D = import('../signals/x.ts').X;",
      'src/camera/e.ts': "export const e = new URL('../signals/x.ts', import.meta.url);",
      'src/camera/f.ts': "import type { X } from '../signals/x.ts'; export type F = X;",
    };
    const { brokenArrowPaths } = await inspect({
      ...forms,
      'src/signals/x.ts': 'export const x = 1; export type X = 1;',
    });
    assert.deepEqual(
      brokenArrowPaths.map(({ from }) => from),
      Object.keys(forms),
    );
  });

  test('lets the sandbox import the library by name alone, and its rooms one another by the table', async () => {
    const { brokenArrowPaths } = await inspect({
      'sandbox/src/server/right.ts': "import { bytes } from '@family-auth/library/base/bytes.ts';",
      'sandbox/src/server/climbs.ts': "import { bytes } from '../../../src/base/bytes.ts';",
      'sandbox/src/errors/upwards.ts': "import type { Right } from '../server/right.ts';",
      'sandbox/src/server/too-far.ts': "import { button } from '@family-auth/library/element/button.ts';",
      'src/base/bytes.ts': 'export const bytes = 1;',
      'src/base/by-its-name.ts': "export { bytes } from '@family-auth/library/base/bytes.ts';",
      'src/element/button.ts': 'export const button = 1;',
    });
    assert.deepEqual(
      brokenArrowPaths.map(({ from, rules }) => [from, ...rules]),
      [
        ['sandbox/src/errors/upwards.ts', 'what sandbox/errors may import'],
        ['sandbox/src/server/climbs.ts', 'the sandbox names the library'],
        ['sandbox/src/server/too-far.ts', 'what sandbox/server may import'],
        ['src/base/by-its-name.ts', 'the library does not name itself'],
      ],
    );
  });

  test('finds what the library imports from outside', async () => {
    const { brokenArrowPaths } = await inspect({
      'src/base/sent.ts': "import { sent } from '../../sandbox/src/server/sent.ts'; import './entry.ts';",
      'src/base/entry.ts': "import '../index.ts';",
      'src/index.ts': 'export {};',
      'sandbox/src/server/sent.ts': 'export const sent = 1;',
    });
    assert.deepEqual(
      brokenArrowPaths.map(({ from, to }) => [from, to]),
      [
        ['src/base/entry.ts', 'src/index.ts'],
        ['src/base/sent.ts', 'sandbox/src/server/sent.ts'],
      ],
    );
  });

  test('lets a room that is known by type be imported by type only', async () => {
    const { brokenArrowPaths } = await inspect({
      'src/camera/frame.ts': 'export interface Frame {} export const frame = {};',
      'src/signals/by-type.ts': "import type { Frame } from '../camera/frame.ts'; export type F = Frame;",
      'src/signals/by-value.ts': "export { frame } from '../camera/frame.ts';",
    });
    assert.deepEqual(
      brokenArrowPaths.map(({ from }) => from),
      ['src/signals/by-value.ts'],
    );
  });

  test('lets each dependency be named at its own address only', async () => {
    const { brokenArrowPaths } = await inspect({
      'src/element/right.ts': "import { html } from 'lit';",
      'src/session/wrong.ts': "import { html } from 'lit/static-html.js';",
      'src/base/unlisted.ts': "import 'left-pad';",
    });
    assert.deepEqual(
      brokenArrowPaths.map(({ from }) => from),
      ['src/base/unlisted.ts', 'src/session/wrong.ts'],
    );
  });

  test('measures files and functions in lines', async () => {
    const { largestFile, longestFunction, rooms } = await inspect({
      'src/base/long.ts': 'export function long() {\n  return 1;\n}\n',
      'src/base/short.ts': 'export const short = () => 1;\n',
    });
    assert.deepEqual(largestFile, { file: 'src/base/long.ts', lines: 3 });
    assert.deepEqual(longestFunction, { name: 'long', file: 'src/base/long.ts', lines: 3 });
    assert.deepEqual(rooms, { base: { files: 2, lines: 4 } });
  });
});
