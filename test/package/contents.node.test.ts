import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { builtScripts, dist, root } from './bundle-graph.ts';

/** Hosts that a page of ours must never call by itself, and code that a strict content security policy refuses. */
const forbidden = [
  'tfhub.dev',
  'storage.googleapis',
  'unpkg.com',
  'jsdelivr',
  'cdnjs',
  /\beval\s*\(/,
  /\bnew Function\s*\(/,
  /\bFunction\s*\(\s*["'`]/,
];

describe('what ships', () => {
  for (const pattern of forbidden) {
    test(`no bundle contains ${pattern}`, () => {
      const found = builtScripts().filter((file) => {
        const text = readFileSync(join(dist, file), 'utf8');
        return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
      });
      assert.deepEqual(found, []);
    });
  }

  test('no script of the sandbox’s pages has the name of a module beside it, which its package could not tell apart', () => {
    const scripts = globSync('sandbox/src/**/*.js', { cwd: root });
    assert.ok(scripts.length > 0);
    assert.deepEqual(
      scripts.filter((path) => existsSync(join(root, path.replace(/js$/, 'ts')))),
      [],
    );
  });

  test('NOTICE names exactly what was bundled', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/notice.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  test('custom-elements.json describes <family-auth>', () => {
    const { modules } = JSON.parse(readFileSync(join(dist, 'custom-elements.json'), 'utf8'));
    const tags = modules.flatMap(({ declarations = [] }: { declarations?: { tagName?: string }[] }) =>
      declarations.map(({ tagName }) => tagName),
    );
    assert.ok(tags.includes('family-auth'), `elements found: ${tags.filter(Boolean).join(' ')}`);
  });

  test('custom-elements.json names modules that ship, and nothing private', () => {
    const { modules } = JSON.parse(readFileSync(join(dist, 'custom-elements.json'), 'utf8'));
    const paths = modules.map(({ path }: { path: string }) => path);
    assert.deepEqual(paths.toSorted(), ['dist/define.js', 'dist/index.js']);
    for (const path of paths) assert.ok(existsSync(join(root, path)), path);
    const text = JSON.stringify(modules);
    assert.doesNotMatch(text, /"src\/|"privacy":"private"|"name":"#/);
    assert.match(text, /"name":"family-auth-complete","type":\{"text":"CustomEvent<CompleteDetail>"\}/);
  });

  test('editors are told of the same attributes, events, parts and properties', () => {
    const of = (name: string) => JSON.parse(readFileSync(join(dist, name), 'utf8'));
    const { modules } = of('custom-elements.json');
    const [element] = modules.flatMap(({ declarations = [] }: { declarations?: object[] }) => declarations);
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    const [tag] = of('vscode.html-custom-data.json').tags;
    assert.deepEqual([tag.name, names(tag.attributes)], ['family-auth', names(element.attributes)]);
    const engine = tag.attributes.find(({ name }: { name: string }) => name === 'engine');
    assert.deepEqual(names(engine.values), ['auto', 'webgl', 'wasm']);
    const css = of('vscode.css-custom-data.json');
    assert.deepEqual(names(css.properties), names(element.cssProperties));
    assert.ok(names(css.pseudoElements).includes('::part(button-agree)'));
    const [described] = of('web-types.json').contributions.html.elements;
    assert.deepEqual(names(described.js.events), names(element.events));
    assert.deepEqual(names(described.slots), ['footer']);
  });
});

describe('the tarball', () => {
  const paths = packedPaths();

  test('holds the build, the README, the licence, the notices and the changelog', () => {
    for (const path of [
      'README.md',
      'LICENSE',
      'NOTICE',
      'CHANGELOG.md',
      'dist/index.js',
      'dist/define.js',
      'dist/client.js',
      'dist/testing.js',
      'dist/types/index.d.ts',
      'dist/custom-elements.json',
      'dist/browser/family-auth.js',
      'dist/browser/callback.html',
      'dist/assets/manifest.json',
      ...assetPaths(),
      'dist/cli.js',
      'dist/react.js',
      'dist/vite.js',
      'dist/protocol/openapi.json',
      'dist/protocol/requirements.json',
      'dist/protocol/vectors.json',
      'dist/protocol/schemas/Submission.json',
      'dist/protocol/pages/index.md',
      'dist/protocol/pages/requirements.md',
    ]) {
      assert.ok(paths.includes(path), `${path} is missing`);
    }
  });

  test('has no camera that answers prompts in what a portal copies', () => {
    const copied = paths.filter((path) => /^dist\/(browser|assets)\//.test(path));
    assert.ok(copied.length > 0);
    for (const path of copied.filter((each) => each.endsWith('.js'))) {
      assert.doesNotMatch(
        readFileSync(join(root, path), 'utf8'),
        /createScriptedCamera|segments\.json/,
        path,
      );
    }
  });

  test('holds nothing of the sandbox, the tests or the sources', () => {
    const strangers = paths.filter((path) => path.includes('/') && !path.startsWith('dist/'));
    assert.deepEqual(strangers, []);
  });

  test('leaves the films of the rendered people to a package of their own', () => {
    const films = packedPaths('src/testing/people');
    for (const name of ['anna.webm', 'anna.segments.json', 'anna.idphoto.jpg', 'NOTICE.md'])
      assert.ok(films.includes(name), `${name} is missing in ${films.join(' ')}`);
    assert.deepEqual(
      paths.filter((path) => path.endsWith('.webm')),
      [],
    );
  });

  test('holds every file that package.json points to', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const targets = Object.values<string | Record<string, string>>(exports)
      .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
      .filter((target) => !target.includes('*'))
      .map((target) => target.replace('./', ''));
    assert.deepEqual(
      targets.filter((target) => !paths.includes(target)),
      [],
    );
  });

  test('leaves no dependency of the sandbox to its users', () => {
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    const sandbox = JSON.parse(readFileSync(join(root, 'sandbox', 'package.json'), 'utf8'));
    const both = Object.keys({ ...sandbox.dependencies, ...sandbox.optionalDependencies }).filter(
      (name) => name in dependencies,
    );
    assert.deepEqual(both.sort(), ['jose', 'zod']);
    assert.equal(optionalDependencies, undefined);
  });
});

function assetPaths(): string[] {
  const { files } = JSON.parse(readFileSync(join(dist, 'assets/manifest.json'), 'utf8'));
  return files.map(({ name }: { name: string }) => `dist/assets/${name}`);
}

function packedPaths(folder = '.'): string[] {
  const npm = process.env.npm_execpath;
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout, stderr, status } = spawnSync(npm ? process.execPath : 'npm', npm ? [npm, ...args] : args, {
    cwd: join(root, folder),
    encoding: 'utf8',
    env: withoutNpmSettings(),
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  return JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
}

/** Under `npm test` the settings of that npm stand in the environment; a plain `npm pack` shall not see them. */
function withoutNpmSettings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
}
