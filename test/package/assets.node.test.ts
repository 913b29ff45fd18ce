import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dist } from './bundle-graph.ts';

const assets = join(dist, 'assets');
const read = (name: string) => readFileSync(join(assets, name));
const zippedBytes = (name: string) => gzipSync(read(name), { level: 9 }).length;

describe('what a device fetches to find a face', () => {
  for (const engine of ['wasm', 'webgl']) {
    test(`the worker of ${engine} is 95 kB at most`, () => {
      assert.ok(zippedBytes(`landmark-worker-${engine}.js`) <= 95_000);
    });
  }

  test('the probe that comes before either is 2 kB at most', () => {
    assert.ok(zippedBytes('landmark-probe.js') <= 2_000);
  });

  test('neither worker holds the kernels of the other, nor the interpreter of graphs', () => {
    const found = (engine: string, pattern: RegExp) =>
      pattern.exec(read(`landmark-worker-${engine}.js`).toString())?.[0];
    assert.equal(found('wasm', /gl_Position|texImage2D/), undefined);
    assert.equal(found('webgl', /WebAssembly\.instantiate|tfjs-backend-wasm/), undefined);
    for (const engine of ['wasm', 'webgl'])
      assert.equal(found(engine, /modelTopology|indexeddb:/), undefined);
  });

  test('mesh and detector are 1.6 MB at most as they lie there, and the eyes apart 0.7 MB', () => {
    const sizes = Object.fromEntries(
      readdirSync(join(assets, 'models')).map((name) => [name, read(`models/${name}`).length]),
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
});
