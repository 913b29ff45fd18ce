import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseOptions, UsageError } from '../../../scripts/command.mjs';
import { rankPhotos, readPpm } from '../flow/clip-photo.mjs';
import { endsTheCheck, failedSessions, hintsGiven, refusedInFront } from '../flow/face-check.mjs';
import { FLOW_COMMAND } from '../flow/options.mjs';
import { readScriptedVideo } from '../flow/scripted-video.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'family-auth-flow-clips-'));
after(() => rmSync(scratch, { recursive: true }));

const frame = (atS: number, changed: object = {}, sharpness = 10) => ({
  atS,
  sharpness,
  signals: {
    timestampMs: 0,
    earLeft: 0.3,
    earRight: 0.3,
    lids: null,
    mouth: null,
    yawDegrees: 0,
    pitchDegrees: 0,
    rollDegrees: 0,
    interOcularPx: 100,
    faceWidthRatio: 0.3,
    centerX: 0.5,
    centerY: 0.5,
    light: { mean: 120, left: 120, right: 120 },
    ...changed,
  },
});

describe('the photo for the register', () => {
  const best = (...frames: ReturnType<typeof frame>[]) => rankPhotos(frames)[0]?.atS;

  test('looks straight ahead', () => {
    assert.equal(best(frame(1, { yawDegrees: 12 }), frame(2), frame(3, { pitchDegrees: -15 })), 2);
  });
  test('has open eyes', () => {
    assert.equal(best(frame(1, { earLeft: 0.08, earRight: 0.08 }), frame(2)), 2);
  });
  test('is large', () => {
    assert.equal(best(frame(1, { interOcularPx: 60 }), frame(2)), 2);
  });
  test('is sharp', () => {
    assert.equal(best(frame(1, {}, 2), frame(2, {}, 20)), 2);
  });
  test('rather has open eyes than a straight head, and rather either than none', () => {
    const shut = frame(1, { earLeft: 0.05, earRight: 0.05 });
    assert.equal(best(shut, frame(2, { yawDegrees: 15 })), 2);
    assert.equal(best(frame(1, { yawDegrees: 60 })), 1);
  });
});

describe('a picture that ffmpeg writes', () => {
  const picture = Buffer.concat([Buffer.from('P6\n2 1\n255\n'), Buffer.from([1, 2, 3, 4, 5, 6])]);
  test('is read when it is whole', () => {
    const read = readPpm(Buffer.concat([picture, Buffer.from('P6')]));
    assert.deepEqual([read?.width, read?.height, read?.end], [2, 1, picture.length]);
    assert.deepEqual([...(read?.data ?? [])], [1, 2, 3, 4, 5, 6]);
  });
  test('is waited for while it is not', () => {
    assert.equal(readPpm(picture.subarray(0, -1)), null);
    assert.equal(readPpm(picture.subarray(0, 5)), null);
  });
});

describe('a scripted video', () => {
  test('rests where it has no segment for a movement', () => {
    const rest = { name: 'neutral', startS: 0, endS: 3 };
    const { book } = readScriptedVideo('x.webm', { fps: 25, segments: [rest] });
    assert.equal(book.fps, 25);
    assert.deepEqual(
      book.segments.find(({ name }: { name: string }) => name === 'shake'),
      { ...rest, name: 'shake' },
    );
  });
  test('without segments is refused in a sentence', () => {
    assert.throws(() => readScriptedVideo(join(scratch, 'x.webm')), /has no segments beside it/);
    assert.throws(() => readScriptedVideo('x.webm', { segments: [] }), /has no segments beside it/);
  });
});

describe('what was not met in front of the camera', () => {
  const seen = (kind: string, hint: string | null, atMs: number, action: string | null = null) => ({
    kind,
    hint,
    atMs,
    action,
  });
  const framing = [seen('framing', 'hold_still', 0), seen('framing', 'no_face', 500)];
  const unclear = [
    ...framing,
    seen('calibrating', null, 900),
    seen('prompt', 'close_eyes', 1_000, 'hold_short'),
    seen('once_more', 'close_eyes', 2_000, 'hold_short'),
  ];

  test('is the framing hint that stood longest', () => {
    assert.equal(refusedInFront(framing, 'camera_time_over', 3_000), 'framing:no_face');
    assert.equal(refusedInFront(framing, 'camera_time_over', 600), 'framing:not_steady');
  });
  test('is the movement that was not seen', () => {
    assert.equal(refusedInFront(unclear, 'sessions_over', 3_000), 'prompt:hold_short:not_seen');
  });
  test('is every one of several sessions', () => {
    const twice = [...unclear, ...framing, seen('once_more', 'turn_other_way', 4_000, 'turn_left')];
    assert.deepEqual(failedSessions(twice), [
      'prompt:hold_short:not_seen',
      'prompt:turn_left:wrong_direction',
    ]);
  });
  test('is the movement of the last session, of which nothing more is said', () => {
    const last = [...framing, seen('prompt', null, 900, 'shake_head')];
    assert.equal(refusedInFront(last, 'attempts_exhausted', 1_000), 'prompt:shake_head:not_seen');
    assert.equal(refusedInFront(last, 'camera_time_over', 1_000), 'prompt:shake_head:unfinished');
  });
  test('is no fault of the network, the camera or the page', () => {
    assert.ok(endsTheCheck('attempts_exhausted', 'once_more'));
    assert.ok(endsTheCheck('deadline_exceeded', 'framing'));
    assert.ok(!endsTheCheck('deadline_exceeded', 'prompt'));
    for (const code of ['network_unreachable', 'camera_no_picture', 'internal', 'invalid_token'])
      assert.ok(!endsTheCheck(code, 'framing'), code);
  });
  test('is nothing where the camera never came', () => {
    assert.equal(refusedInFront([], 'camera_denied', 0), null);
  });
  test('comes with the hints that were given, each once', () => {
    assert.deepEqual(hintsGiven([...framing, ...unclear]), ['hold_still', 'no_face', 'close_eyes']);
  });
});

describe('the options of npm run walk for clips', () => {
  const clip = join(scratch, 'clip.mp4');
  writeFileSync(clip, 'no video');

  test('take a file for the webcam, and write no screenshots unless they are told where', () => {
    const options = parseOptions(FLOW_COMMAND, ['--camera', clip]);
    assert.deepEqual(options.clip, { kind: 'webcam', file: clip });
    assert.equal(options.out, null);
  });
  test('take a scripted video', () => {
    assert.equal(parseOptions(FLOW_COMMAND, ['--flipbook', clip]).clip?.kind, 'flip-book');
  });
  for (const argv of [
    ['--camera', clip, '--flipbook', clip],
    ['--camera', clip, '--person', 'anna'],
    ['--camera', clip, '--method', 'document_review'],
    ['--camera', join(scratch, 'none.mp4')],
    ['--sessions', 'many'],
  ]) {
    test(`refuse ${argv.filter((word) => word.startsWith('--')).join(' ')} ${argv.length > 2 ? 'together' : 'as given'}`, () => {
      assert.throws(() => parseOptions(FLOW_COMMAND, argv), UsageError);
    });
  }

  test('say that ffmpeg is missing in a sentence, exit with 2, and leave nothing behind', () => {
    const walk = fileURLToPath(new URL('../walk.mjs', import.meta.url));
    const TMPDIR = mkdtempSync(join(scratch, 'tmp-'));
    const environment = { ...process.env, PATH: scratch, TMPDIR };
    const { status, stderr } = spawnSync(process.execPath, [walk, '--camera', clip], {
      env: environment,
      encoding: 'utf8',
    });
    assert.equal(status, 2);
    assert.match(stderr, /ffmpeg was not found.*apt-get install ffmpeg/);
    assert.deepEqual(readdirSync(TMPDIR), []);
  });
});
