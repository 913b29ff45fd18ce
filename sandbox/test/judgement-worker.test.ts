import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadlineError } from '../../src/base/errors.ts';
import { judgeOf } from '../src/jobs/judge-of.ts';
import { openPictureReader } from '../src/judgement/pictures/open-picture-reader.ts';
import { syntheticRegistry } from '../src/registry/synthetic-registry.ts';
import { inputOf, sessionOf } from './judged-session.ts';

const worker = (name: string) => new URL(`fixtures/${name}-worker.mjs`, import.meta.url);

test('the judge with its worker approves an honest session, and two at a time', async () => {
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

test('a worker that dies fails the calls under way, and each call after it gets a new one', async () => {
  const reader = openPictureReader({ worker: worker('dying') });
  const pictures = [new Uint8Array(3)];
  await Promise.all([
    assert.rejects(reader.read('photo', pictures), /left with 7/),
    assert.rejects(reader.read('photo', pictures), /left with 7/),
  ]);
  await assert.rejects(reader.read('photo', pictures), /left with 7/);
  await reader.close();
});

test('a worker that never answers is stopped at the deadline', async () => {
  const reader = openPictureReader({ worker: worker('silent'), deadlineMs: 50 });
  await assert.rejects(reader.read('photo', [new Uint8Array(3)]), DeadlineError);
  await reader.close();
});

test('a closed reader reads nothing', async () => {
  const reader = openPictureReader();
  await reader.close();
  await reader.close();
  await assert.rejects(reader.read('photo', [new Uint8Array(3)]), /closed/);
});
