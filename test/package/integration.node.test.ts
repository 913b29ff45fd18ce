import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { familyAuth } from '../../src/vite.ts';
import { builtScripts, dist, root } from './bundle-graph.ts';
import { bundlePage } from './bundle-page.mjs';

const digest = (name: string): string =>
  `sha384-${createHash('sha384')
    .update(readFileSync(join(dist, name)))
    .digest('base64')}`;

describe('the command family-auth', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'family-auth-copy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(dist, 'cli.js'), ...words], { cwd: folder, encoding: 'utf8' });
  const filesBelow = (below: string) =>
    globSync('**/*.*', { cwd: below }).map((name) => name.replaceAll('\\', '/'));

  test('copies the assets and the callback page, and the element where it is asked for', () => {
    assert.equal(run('copy-assets', 'public/family-auth').status, 0);
    const copied = filesBelow(join(folder, 'public/family-auth'));
    assert.deepEqual(
      copied.filter((name) => name.startsWith('assets/')).sort(),
      filesBelow(join(dist, 'assets'))
        .map((name) => `assets/${name}`)
        .sort(),
    );
    assert.deepEqual(copied.filter((name) => !name.startsWith('assets/')).sort(), [
      'browser/callback.html',
      'browser/callback.js',
    ]);
    assert.equal(run('copy-assets', 'public/family-auth', '--browser').status, 0);
    assert.ok(existsSync(join(folder, 'public/family-auth/browser/family-auth.js')));
  });

  test('takes away what an earlier release left, and nothing of the page', () => {
    run('copy-assets', 'served');
    const [left, own] = ['served/assets/landmark-worker-old.js', 'served/assets/logo.svg'];
    for (const name of [left, own]) writeFileSync(join(folder, name), '');
    const { stdout } = run('copy-assets', 'served');
    assert.match(stdout, /1 of an earlier release removed/);
    assert.deepEqual([existsSync(join(folder, left)), existsSync(join(folder, own))], [false, true]);
  });

  test('deletes nothing in a folder that it has never copied to', () => {
    mkdirSync(join(folder, 'public/assets/models'), { recursive: true });
    writeFileSync(join(folder, 'public/assets/models/car.glb'), 'a car');
    assert.equal(run('copy-assets', 'public').status, 0);
    assert.equal(readFileSync(join(folder, 'public/assets/models/car.glb'), 'utf8'), 'a car');
  });

  for (const [words, complaint] of [
    [[], /A command is missing/],
    [['copy-asset', 'x'], /copy-asset is not known/],
    [['copy-assets'], /needs the folder/],
    [['copy-assets', 'x', 'y'], /y is too much/],
    [['copy-assets', 'x', '--all'], /--all/],
    [['integrity', '/family-auth'], /must end in \//],
    [['integrity', '--browser'], /knows no --browser/],
  ] as const) {
    test(`refuses "${words.join(' ')}" in one line, with what to do`, () => {
      const { status, stderr } = run(...words);
      assert.equal(status, 2);
      assert.match(stderr, complaint);
      assert.match(stderr, /--help/);
    });
  }

  test('prints the tags that pin every script, under a policy that names the import map', () => {
    const { status, stdout } = run('integrity', '/static/');
    assert.equal(status, 0);
    const [, map] = /<script type="importmap">(.*)<\/script>/.exec(stdout)!;
    const scripts = globSync('browser/**/*.js', { cwd: dist });
    assert.deepEqual(
      JSON.parse(map!).integrity,
      Object.fromEntries(scripts.sort().map((name) => [`/static/${name}`, digest(name)])),
    );
    assert.ok(
      stdout.includes(`src="/static/browser/family-auth.js" integrity="${digest('browser/family-auth.js')}"`),
    );
    const source = createHash('sha256').update(map!).digest('base64');
    assert.ok(stdout.includes(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${source}'`));
  });

  test('the release has the digest of every file that is served', () => {
    const { files } = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'));
    const served = globSync('{assets,browser,frame-page}/**/*.*', { cwd: dist }).sort();
    assert.deepEqual(
      files,
      served.map((name) => ({ name, integrity: digest(name) })),
    );
  });

  test('says what is in the way where it cannot write', () => {
    writeFileSync(join(folder, 'file'), '');
    const { status, stderr } = run('copy-assets', 'file');
    assert.equal(status, 1);
    assert.match(stderr, /^family-auth: /);
  });
});

describe('the plugin for Vite and Rollup', () => {
  const folderFor = (base: string | undefined, folder?: string) =>
    JSON.parse(familyAuth(folder ? { folder } : {}).config({ base }).define.__FAMILY_AUTH_FOLDER__!);

  test('looks for the files below the base, or where it is told', () => {
    assert.equal(folderFor(undefined), '/family-auth/');
    assert.equal(folderFor('/portal/'), '/portal/family-auth/');
    assert.equal(folderFor('https://static.example/'), 'https://static.example/family-auth/');
    assert.equal(folderFor('./'), '/family-auth/');
    assert.equal(folderFor('/portal/', '/elsewhere'), '/elsewhere/');
  });

  test('puts every file into a build for the browser, and none into one for a server', () => {
    const emitted = (consumer: string) => {
      const names: string[] = [];
      familyAuth().generateBundle.call({
        environment: { name: consumer, config: { consumer } },
        emitFile: ({ fileName }) => `${names.push(fileName)}`,
      });
      return names;
    };
    const names = emitted('client');
    assert.ok(names.includes('family-auth/browser/callback.html'), names.join(' '));
    assert.ok(names.some((name) => name.startsWith('family-auth/assets/landmark-worker-wasm')));
    assert.deepEqual(emitted('server'), []);
  });
});

describe('the library for bundlers', () => {
  test('names no file by `new URL("…", import.meta.url)`, which webpack and Next would look for', () => {
    const found = builtScripts().filter((file) =>
      /new URL\(\s*["'`][^"'`]*["'`]\s*,\s*import\.meta\.url/.test(readFileSync(join(dist, file), 'utf8')),
    );
    assert.deepEqual(found, []);
  });

  for (const name of ['PROBLEM_CODES', 'FamilyAuthError', 'BackendError']) {
    test(`brings neither element nor flow into a page that imports ${name} alone`, async () => {
      const page = await bundlePage(`import { ${name} } from 'family-auth'; console.log(${name});`);
      assert.deepEqual(
        page.modules.filter((file) => /^(element|session|client|login|landmarks)\b/.test(file)),
        [],
      );
      assert.ok(page.gzipBytes <= 6_000, `${page.gzipBytes} bytes`);
    });
  }

  test('has the directive that React asks of a component for the browser', () => {
    assert.match(readFileSync(join(root, 'dist/react.js'), 'utf8'), /^'use client';\n/);
  });
});
