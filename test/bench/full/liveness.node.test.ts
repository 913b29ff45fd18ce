import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasFfmpeg, NO_FFMPEG } from '../../../scripts/run-ffmpeg.mjs';
import { root } from '../../package/bundle-graph.ts';

const skip = hasFfmpeg() ? false : NO_FFMPEG;
const folder = mkdtempSync(join(tmpdir(), 'bench-liveness-full-'));
const clips = join(folder, 'clips');
const traces = join(folder, 'traces');
after(() => rmSync(folder, { recursive: true, force: true }));

const ffmpeg = (...args: readonly string[]) => spawnSync('ffmpeg', ['-v', 'error', '-y', ...args]);
const run = (script: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts', script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, npm_lifecycle_event: '' },
  });
const bench = (...args: readonly string[]) =>
  run(
    'bench-liveness.mjs',
    '--clips',
    clips,
    '--traces',
    traces,
    '--json',
    join(folder, 'report.json'),
    ...args,
  );
const report = () => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));

before(() => {
  if (skip) return;
  for (const ending of ['webm', 'segments.json']) {
    cpSync(join(root, `src/testing/people/anna.${ending}`), join(clips, `anna.${ending}`));
  }
  // Somebody who was filmed upright on a telephone, at 25 frames a second, and of whom only blinks are known.
  const ben = ['-ss', '6', '-t', '3', '-i', join(root, 'src/testing/people/ben.webm')];
  ffmpeg(...ben, '-vf', 'transpose=2,fps=25', join(folder, 'turned.mp4'));
  ffmpeg(
    '-i',
    join(folder, 'turned.mp4'),
    '-c',
    'copy',
    '-metadata:s:v:0',
    'rotate=90',
    join(clips, 'upright.mp4'),
  );
  const blinks = [
    { startF: 14, endF: 22, kind: 'full' },
    { startF: 29, endF: 37, kind: 'full' },
  ];
  writeFileSync(join(clips, 'upright.gt.json'), JSON.stringify({ kind: 'ordinary', fps: 25, blinks }));
  writeFileSync(join(clips, 'broken.mp4'), 'this is no film');
  writeFileSync(join(clips, 'broken.gt.json'), JSON.stringify({ kind: 'photo' }));
});

test('a folder that was never seen is measured; what cannot be read is said', { skip }, () => {
  const { status, stdout, stderr } = bench('--sessions', '3', '--pictures', '1', '--rates', '30');
  assert.equal(status, 1, stderr);
  assert.match(stderr, /bench:liveness: there are no landmarks of .*broken\.mp4\./);
  const { overall, unread, clips: rows } = report();
  assert.deepEqual(unread, ['broken']);
  assert.deepEqual(
    rows.map(({ clip, fps }: { clip: string; fps: number }) => [clip, fps]),
    [
      ['anna', 30],
      ['upright', 25],
    ],
  );
  assert.deepEqual(overall.sessions, { live: 3, review: 0, refused: 0, total: 3 });
  assert.deepEqual(overall.judged.sessions, { approved: 1, review: 0, refused: 0, total: 1 });
  assert.equal(overall.unprompted.ordinary.passes, 0);
  assert.equal(overall.blink.truth, 2);
  assert.ok(overall.blink.found >= 1);
  assert.match(stdout, /anna \(rendered; 1 of 3/);
});

test('what was seen of a clip is not looked at again', { skip }, () => {
  const before = statSync(join(traces, 'anna.jsonl')).mtimeMs;
  rmSync(join(clips, 'broken.gt.json'));
  assert.equal(bench('--sessions', '1', '--rates', '15').status, 0);
  assert.equal(statSync(join(traces, 'anna.jsonl')).mtimeMs, before);
  assert.deepEqual(report().overall.sessionsByRate, { 15: { live: 1, review: 0, refused: 0, total: 1 } });
});

test('the margins of the same people have a value under every line', { skip }, () => {
  const [json, markdown] = [join(folder, 'margins.json'), join(folder, 'deeper', 'margins.md')];
  const attacks = join(folder, 'attacks');
  for (const ending of ['webm', 'json']) {
    const name = `photo-turned-cora.${ending}`;
    cpSync(join(root, 'test/fixtures/attacks', name), join(attacks, name));
  }
  const files = ['--json', json, '--markdown', markdown];
  const { status, stderr } = run(
    'bench-margins.mjs',
    ...[
      '--clips',
      clips,
      '--attacks',
      attacks,
      '--traces',
      traces,
      '--sessions',
      '6',
      '--rates',
      '30',
      ...files,
    ],
  );
  assert.equal(status, 0, stderr);
  const { lines, together } = JSON.parse(readFileSync(json, 'utf8'));
  assert.deepEqual(
    [together.honest.sessions, together.honest.live, together.honest.onSomeWrongSide],
    [6, 6, 0],
  );
  assert.deepEqual(together.honest.notLiveOnNoWrongSide, {});
  assert.equal(together.attacks.live, 0);
  const planarity = lines.find(({ threshold }: { threshold: string }) => threshold === 'trace.minRelief');
  assert.ok(planarity.honest.p50 > planarity.line);
  assert.ok(planarity.attacks.stopsAlone > 0);
  assert.match(readFileSync(markdown, 'utf8'), /\| `turn\.shortReachDegrees` \|/);
});
