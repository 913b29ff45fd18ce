import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { servedName, WASM_FILE } from '../../src/landmarks/asset-names.ts';
import { builtScripts, dist } from './bundle-graph.ts';

const assets = join(dist, 'assets');
const read = (name: string) => readFileSync(join(assets, name));
const manifest = JSON.parse(read('manifest.json').toString());
const bundle = (name: string) => read(manifest.bundles[name]);
const zippedBytes = (name: string) => gzipSync(bundle(name), { level: 9 }).length;

describe('what a device fetches to find a face', () => {
  for (const engine of ['wasm', 'webgl']) {
    test(`the worker of ${engine} is 95 kB at most`, () => {
      assert.ok(zippedBytes(`landmark-worker-${engine}`) <= 95_000);
    });
  }

  test('the probe that comes before either is 2 kB at most', () => {
    assert.ok(zippedBytes('landmark-probe') <= 2_000);
  });

  test('neither worker holds the kernels of the other, nor the interpreter of graphs', () => {
    const found = (engine: string, pattern: RegExp) =>
      pattern.exec(bundle(`landmark-worker-${engine}`).toString())?.[0];
    assert.equal(found('wasm', /gl_Position|texImage2D/), undefined);
    assert.equal(found('webgl', /WebAssembly\.instantiate|tfjs-backend-wasm/), undefined);
    for (const engine of ['wasm', 'webgl'])
      assert.equal(found(engine, /modelTopology|indexeddb:/), undefined);
  });

  test('mesh and detector are 1.6 MB at most as they lie there, and the eyes apart 0.7 MB', () => {
    const sizes = Object.fromEntries(
      readdirSync(join(assets, 'models')).map((name) => [
        name.replace(/-[0-9a-f]{8}\./, '.'),
        read(`models/${name}`).length,
      ]),
    );
    assert.ok(sizes['face-mesh.bin']! + sizes['face-detector.bin']! <= 1_600_000, JSON.stringify(sizes));
    assert.ok(sizes['refined-eyes.bin']! <= 700_000, JSON.stringify(sizes));
    assert.ok(sizes['lids.bin']! <= 700_000, JSON.stringify(sizes));
    assert.deepEqual(
      Object.keys(sizes).filter((name) => name.startsWith('facemesh-')),
      [],
      'no graph is shipped besides what is cut out of it',
    );
  });

  test('every file but what is for people carries a hash of its content in its name, and stands in the manifest', () => {
    const names = readdirSync(assets, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(assets, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((name) => name !== 'manifest.json')
      .sort();
    assert.deepEqual(
      manifest.files.map(({ name }: { name: string }) => name),
      names,
    );
    for (const name of names.filter((each) => !/README|NOTICE/.test(each)))
      assert.match(name, /-[\w-]{8}\.(js|wasm|bin|jpg)$/);
    assert.ok(names.includes(servedName(WASM_FILE)));
  });

  test('the manifest has the digest of each file, for a page that pins them', () => {
    for (const { name, integrity } of manifest.files) {
      assert.equal(integrity, `sha384-${createHash('sha384').update(read(name)).digest('base64')}`, name);
    }
  });

  test('the scripts name the bundles that were built with them', () => {
    const scripts = builtScripts().filter((file) => !file.startsWith('assets'));
    const naming = scripts.filter((file) =>
      /landmark-probe-[\w-]+\.js/.test(readFileSync(join(dist, file), 'utf8')),
    );
    assert.ok(naming.length >= 2, naming.join(' '));
    for (const file of naming) {
      const text = readFileSync(join(dist, file), 'utf8');
      for (const name of Object.values<string>(manifest.bundles))
        assert.ok(text.includes(name), `${file} ${name}`);
    }
  });
});
