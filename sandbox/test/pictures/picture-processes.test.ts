import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { judgeOf } from '../../src/jobs/judge-job.ts';
import { fairQueue } from '../../src/pictures/fair-queue.ts';
import { openPictureReader } from '../../src/pictures/open-picture-reader.ts';
import { RENDERED_PEOPLE, syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { inputOf, sessionOf } from '../judgement/judged-session.ts';
import { costlyPicture, SVG } from '../support/hostile-pictures.ts';

const moduleOf = (name: string) => new URL(`../fixtures/${name}-picture-process.mjs`, import.meta.url);
const anna = new Uint8Array(await readFile(new URL('anna.idphoto.jpg', RENDERED_PEOPLE)));
const STOPPED = { readable: false, why: 'stopped' };

test('the judge with its processes approves an honest session, and two at a time', async () => {
  const judge = judgeOf(syntheticRegistry());
  try {
    const [anna, finn] = await Promise.all([
      judge.judge(inputOf(sessionOf('anna'))),
      judge.judge(inputOf(sessionOf('finn', 'anna'))),
    ]);
    assert.equal(anna.verdict, 'approved');
    assert.equal(finn.verdict, 'manual_review');
    assert.ok(anna.faceDistance! < finn.faceDistance!);
  } finally {
    await judge.close();
  }
});

for (const [limit, limits] of [
  ['processor time', { cpuMs: 150 }],
  ['memory', { memoryBytes: 64 * 1024 * 1024 }],
] as const) {
  test(`a picture that needs more ${limit} than it is given ends its decoder, and the next is read by a fresh one`, async () => {
    const reader = openPictureReader({ limits });
    try {
      const costly = await costlyPicture();
      const [stopped, other] = await reader.read('photo', [costly, SVG]);
      assert.deepEqual(stopped, STOPPED);
      assert.deepEqual(other, { readable: false, why: 'format' });
      assert.equal(await reader.plainPhoto(costly, 640), undefined);
      assert.ok(await reader.plainPhoto(anna, 640));
    } finally {
      await reader.close();
    }
  });
}

test('a picture of which the decoder dies is tried once more, and then is one that could not be looked at', async () => {
  const reader = openPictureReader({ module: moduleOf('dying') });
  assert.deepEqual(await reader.read('photo', [anna, anna]), [STOPPED, STOPPED]);
  await reader.close();
});

test('a decoder that never answers is killed at the deadline of its picture', async () => {
  const reader = openPictureReader({ module: moduleOf('silent'), pictureDeadlineMs: 50 });
  assert.deepEqual(await reader.read('photo', [anna]), [STOPPED]);
  await reader.close();
});

test('a process that cannot start says nothing of the picture: the call fails', async () => {
  const reader = openPictureReader({ module: moduleOf('missing') });
  await assert.rejects(reader.read('photo', [anna]), /ended while it was loading/);
  await reader.close();
});

test('a closed reader reads nothing, and what waits for it fails', async () => {
  const reader = openPictureReader({ module: moduleOf('silent') });
  const waiting = [
    assert.rejects(reader.read('photo', [anna]), /closed/),
    assert.rejects(reader.plainPhoto(anna, 640), /closed/),
  ];
  await reader.close();
  await reader.close();
  await Promise.all(waiting);
  await assert.rejects(reader.read('photo', [anna]), /closed/);
});

test('owners take turns, however many pictures one of them sent', () => {
  const queue = fairQueue<string>();
  for (const one of ['a1', 'a2', 'a3', 'a4']) queue.push('a', one);
  queue.push('b', 'b1');
  queue.push('c', 'c1');
  queue.remove('a', 'a2');
  queue.push('b', 'b2');
  const order = Array.from({ length: 6 }, () => queue.take());
  assert.deepEqual(order, ['a1', 'b1', 'c1', 'a3', 'b2', 'a4']);
  assert.equal(queue.take(), undefined);
});
