import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { serveBench } from '../../bench/speed/serve-bench.mjs';
import { quantileOf, ratiosTo, summarize } from '../../bench/speed/summarize.mjs';
import { root } from '../package/bundle-graph.ts';

const frame = (ms: number, longestTaskMs = 0, value = true) => ({ value, ms, longestTaskMs });

describe('the figures of bench:speed', () => {
  it('are the middle, the twentieth worst in a hundred, and the best of the frames', () => {
    const frames = Array.from({ length: 100 }, (_, index) => frame(100 - index));
    const { medianMs, p95Ms, minMs, faces } = summarize(frames, [{ ...frame(900), bytesLoaded: 5 }]);
    assert.deepEqual({ medianMs, p95Ms, minMs, faces }, { medianMs: 50, p95Ms: 95, minMs: 1, faces: 100 });
    assert.equal(quantileOf([], 0.5), null);
  });

  it('name the longest task of the start and of the frames, and the start by the middle one', () => {
    const colds = [900, 1500, 1000].map((ms, index) => ({ ...frame(ms, 70 * index), bytesLoaded: 7 }));
    const row = summarize([frame(20, 180), frame(20, 0, false)], colds);
    assert.deepEqual(
      [row.longestTaskMs, row.longestTaskColdMs, row.firstFaceColdMs, row.bytesLoaded, row.faces],
      [180, 140, 1000, 7, 1],
    );
  });

  it('say how many times as fast as another each is, and nothing where that was not measured', () => {
    const pipelines = { ours: { medianMs: 20, minMs: 10 }, stock: { medianMs: 300, minMs: 200 } };
    assert.deepEqual(ratiosTo('stock', pipelines), { ours: { median: 15, min: 20 } });
    assert.equal(ratiosTo('tasks-vision', pipelines), null);
  });
});

describe('the server of bench:speed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-bench-speed-'));
  after(() => rmSync(folder, { recursive: true }));

  it('counts what it sends, text as gzip, without the page and the film, and nothing from outside its folders', async () => {
    writeFileSync(join(folder, 'model.json'), ' '.repeat(10_000));
    writeFileSync(join(folder, 'model.bin'), 'x'.repeat(1000));
    writeFileSync(join(folder, 'film.webm'), '0123456789');
    const page = Buffer.from('export {};');
    const server = await serveBench({
      folders: { '/models/': folder },
      files: new Map([['/page/page.js', page]]),
    });
    try {
      const get = async (path: string, headers = {}) => fetch(`${server.origin}${path}`, { headers });
      assert.equal((await (await get('/page/page.js')).text()).length, page.length);
      assert.equal(await (await get('/models/film.webm', { range: 'bytes=2-4' })).text(), '234');
      assert.equal(server.sent(), 0);
      assert.equal((await (await get('/models/model.bin')).text()).length, 1000);
      assert.equal(server.sent(), 1000);
      assert.equal((await (await get('/models/model.json')).text()).length, 10_000);
      assert.ok(server.sent() < 100);
      assert.equal((await get('/models/%2e%2e%2f%2e%2e%2fetc/hostname')).status, 404);
    } finally {
      server.close();
    }
  });
});

describe('npm run bench:speed', () => {
  it('knows its pipelines and refuses others before it fetches anything', () => {
    const { status, stderr } = spawnSync(process.execPath, ['bench/speed.mjs', '--only', 'ours'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, npm_lifecycle_event: '' },
    });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /must be one of ours-wasm, ours-wasm-lids, ours-webgl, ours-webgl-lids, stock, human, tasks-vision/,
    );
  });
});
