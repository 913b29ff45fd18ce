import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import {
  framesOf,
  openTraces,
  TraceError,
  writeKeptTrace,
  writeKeptTruth,
} from '../../bench/clips/traces.mjs';
import { readClips } from '../../bench/liveness/read-clips.mjs';
import { readTrace } from '../challenge/read-trace.ts';
import { root } from '../package/bundle-graph.ts';

describe('a kept trace', () => {
  const frames = readTrace('near-misses');
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kept-trace-'));
    writeKeptTrace(join(folder, 'x02.trace.br'), { clip: 'x02', fps: 30, frames });
    writeKeptTruth(join(folder, 'x02.gt.json.br'), JSON.stringify({ kind: 'rendered', group: ['older'] }));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('stands in for a film: it is found with its truth, and gives back the frames that it was made of', async () => {
    const [clip] = readClips('--clips', folder);
    assert.deepEqual(
      { name: clip.name, groups: clip.groups, truth: clip.truth },
      { name: 'x02', groups: ['older'], truth: { kind: 'rendered', group: ['older'] } },
    );
    const trace = await openTraces(undefined).of(clip.video, clip.name);
    assert.equal(framesOf(trace).fps, 30);
    assert.deepEqual(framesOf(trace).frames, frames);
  });

  test('of other models is refused', async () => {
    const path = join(folder, 'other.trace.br');
    const bytes = brotliDecompressSync(readFileSync(join(folder, 'x02.trace.br')));
    const end = bytes.indexOf('\n');
    const header = { ...JSON.parse(bytes.toString('utf8', 0, end)), modelSha256: 'other' };
    const changed = [Buffer.from(JSON.stringify(header)), bytes.subarray(end)];
    writeFileSync(path, brotliCompressSync(Buffer.concat(changed)));
    await assert.rejects(openTraces(undefined).of(path, 'other'), TraceError);
    rmSync(path);
  });
});

describe('bench/people/keep-traces.mjs', () => {
  test('leaves out who is frozen', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keep-traces-'));
    try {
      for (const file of ['x49.mp4', 'x49.gt.json', 'p41.mp4', 'p41.gt.json']) {
        writeFileSync(join(folder, file), '{}');
      }
      const command = join(root, 'bench/people/keep-traces.mjs');
      const { status, stderr } = spawnSync(
        process.execPath,
        [command, '--clips', folder, '--out', join(folder, 'out')],
        { encoding: 'utf8' },
      );
      assert.equal(status, 2);
      assert.match(stderr, /nobody of the tuning half is there/);
      assert.equal(readdirSync(folder).length, 4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
