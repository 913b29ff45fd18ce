import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseOptions, UsageError } from '../../../scripts/command.mjs';
import { clipKind, findClips } from '../attacks/find-clips.mjs';
import { attackTable, reportOf, wrongWith } from '../attacks/report.mjs';
import { ATTACKS_COMMAND } from '../attacks/run-attacks.mjs';

const SEGMENTS = { segments: [{ name: 'neutral', startS: 0, endS: 3 }] };
const groupOf = (name: string, notes: object | null, answersPrompts = false) =>
  clipKind({ name, notes, answersPrompts });

describe('what a clip is', () => {
  test('is what is written beside it', () => {
    const notes = { kind: 'person-swap' };
    assert.deepEqual(groupOf('anything', notes), { kind: 'person-swap', group: 'attack' });
  });

  for (const [name, kind] of [
    ['still_fullframe', 'photo'],
    ['slideshow_of_stills', 'slideshow'],
    ['identity_switch_a_b', 'person-swap'],
    ['still_eyepatch_fakeblink', 'eyelid-bar'],
    ['phone_replay', 'screen-replay'],
    ['noface_room', 'no-face'],
    ['IMG_0042', 'unknown'],
  ] as const) {
    test(`is guessed from the name ${name}: ${kind}`, () => {
      assert.deepEqual(groupOf(name, null), { kind, group: 'attack' });
    });
  }

  test('is an attack when an ordinary video answers no prompt', () => {
    assert.equal(groupOf('lp_d9', { kind: 'ordinary' }).group, 'attack');
  });

  test('is a person to be approved when an ordinary video answers the prompts', () => {
    for (const kind of ['rendered', 'rendered-negative', 'real_person', 'bona fide'])
      assert.equal(groupOf('anna', { kind, ...SEGMENTS }, true).group, 'honest', kind);
  });

  test('is an attack when its name says so, whatever the people in it are called', () => {
    const notes = { kind: 'rendered', ...SEGMENTS };
    assert.deepEqual(groupOf('slideshow_anna', notes, true), { kind: 'slideshow', group: 'attack' });
  });

  for (const kind of ['realtime-faceswap', 'real_time-avatar', 'real-photo', 'live_replay', 'rendered-mask'])
    test(`is an attack when its notes call it ${kind}`, () => {
      assert.deepEqual(groupOf('anna', { kind, ...SEGMENTS }, true), { kind, group: 'attack' });
    });

  test('is an attack when it answers prompts and nothing is known of it', () => {
    assert.deepEqual(groupOf('x', SEGMENTS, true), { kind: 'unknown', group: 'attack' });
  });

  test('is expected to pass when it is noted that the right actions are replayed in answer to the prompts', () => {
    assert.equal(groupOf('screen-replay-ben', { kind: 'screen-replay' }, true).group, 'expectedToPass');
    assert.equal(groupOf('phone_replay', { kind: 'screen-replay' }, false).group, 'attack');
    assert.equal(groupOf('phone_replay', SEGMENTS, true).group, 'attack');
    assert.equal(groupOf('x', { kind: 'eyelid-bar-replayed-turns' }, true).group, 'attack');
  });

  test('is a poor condition by its name or its notes', () => {
    assert.equal(groupOf('lowlight_anna', null).group, 'poorConditions');
    assert.equal(groupOf('lowfps8', { kind: 'poor-conditions' }).group, 'poorConditions');
    assert.equal(groupOf('lowlight_ben', { kind: 'rendered', ...SEGMENTS }, true).group, 'poorConditions');
    assert.equal(groupOf('lowlight_x', SEGMENTS, true).group, 'attack');
    for (const kind of ['slideshow', 'lowlight-slideshow'])
      assert.equal(groupOf('lowlight_x', { kind, ...SEGMENTS }, true).group, 'attack', kind);
    for (const name of ['slow-fade', 'poor-conditions'])
      assert.equal(groupOf(name, null).group, 'attack', name);
  });
});

describe('a folder that was never seen', () => {
  const dir = mkdtempSync(join(tmpdir(), 'family-auth-clips-'));
  mkdirSync(join(dir, 'deep'));
  for (const name of ['photo.mov', 'deep/anna.mp4', 'notes.txt', 'book.webm'])
    writeFileSync(join(dir, name), 'x');
  writeFileSync(join(dir, 'empty.mp4'), '');
  mkdirSync(join(dir, 'folder.mp4'));
  symlinkSync(join(dir, 'gone.mp4'), join(dir, 'broken.mp4'));
  writeFileSync(join(dir, 'photo.json'), 'no JSON');
  writeFileSync(join(dir, 'deep/anna.gt.json'), JSON.stringify({ kind: 'rendered', ...SEGMENTS }));
  writeFileSync(join(dir, 'book.json'), JSON.stringify({ kind: 'bent-photo', person: 'ben', ...SEGMENTS }));
  after(() => rmSync(dir, { recursive: true }));
  const found = (only = '') => findClips({ dir, media: '/nowhere', only }).clips;

  test('is searched for videos, and what has segments answers the prompts', () => {
    const answering = found().map(({ clip, group, answersPrompts }) => [clip, group, answersPrompts]);
    assert.deepEqual(answering, [
      ['honest/ben', 'honest', true],
      ['book', 'attack', true],
      ['deep/anna', 'honest', true],
      ['photo', 'attack', false],
      ['deep/anna (unprompted)', 'attack', false],
    ]);
  });

  test('says what was left out of it', () => {
    const { skipped } = findClips({ dir, media: '/nowhere', only: '' });
    assert.equal(skipped, 'Left out, no video or empty: broken.mp4, empty.mp4, folder.mp4.');
  });

  test('gives two videos that differ by their endings alone two names', (t) => {
    const twins = mkdtempSync(join(tmpdir(), 'family-auth-clips-'));
    t.after(() => rmSync(twins, { recursive: true }));
    for (const name of ['x.mp4', 'x.webm', 'y.mp4']) writeFileSync(join(twins, name), 'x');
    const names = findClips({ dir: twins, media: '/nowhere', only: '' }).clips.map(({ clip }) => clip);
    assert.deepEqual(names, ['honest/anna', 'x.mp4', 'x.webm', 'y']);
  });

  test('has an honest scripted video beside it in any case', () => {
    assert.deepEqual(
      found('photo').map(({ clip }) => clip),
      ['honest/anna', 'photo'],
    );
  });
});

test('without a media collection the committed scripted videos are run, and a sentence says what was skipped', () => {
  const { clips, skipped } = findClips({ dir: null, media: '/nowhere', only: '' });
  assert.ok(clips.some(({ clip, group }) => clip.startsWith('flip-books/') && group === 'attack'));
  assert.match(skipped ?? '', /were skipped\.$/);
});

const row = (changed: object) => ({
  clip: 'x',
  kind: 'photo',
  answersPrompts: false,
  status: 'liveness_incomplete',
  reason: null,
  refusedBy: 'framing:no_face',
  processedFps: 20.04,
  hints: ['no_face'],
  otherWays: ['face_liveness', 'document_review'],
  tries: 1,
  ms: 20_400,
  ...changed,
});

describe('an attack', () => {
  for (const refusedBy of ['framing:no_face', 'prompt:hold_short:not_seen']) {
    test(`may end as incomplete by ${refusedBy}`, () => {
      assert.equal(wrongWith('attack', row({ refusedBy })), null);
    });
  }
  test('may end as rejected by a check of liveness', () => {
    assert.equal(wrongWith('attack', row({ status: 'rejected', refusedBy: 'trace_planarity' })), null);
  });
  for (const changed of [
    { status: 'rejected', refusedBy: 'face_match' },
    { status: 'rejected', refusedBy: 'photos_present' },
    { status: 'approved', refusedBy: null },
    { status: 'manual_review', refusedBy: 'trace_cadence' },
    { status: 'liveness_incomplete', refusedBy: null },
    { status: 'fault', fault: 'the browser died', refusedBy: null },
    { status: 'liveness_incomplete', refusedBy: 'prompt:turn_left:gap' },
    { status: 'liveness_incomplete', refusedBy: 'prompt:turn_left:page_hidden' },
  ]) {
    test(`must not end as ${changed.status} by ${changed.refusedBy}`, () => {
      assert.notEqual(wrongWith('attack', row(changed)), null);
    });
  }
});

describe('somebody in poor conditions', () => {
  test('gets a hint and another way', () => {
    assert.equal(wrongWith('poorConditions', row({})), null);
    assert.notEqual(wrongWith('poorConditions', row({ hints: [] })), null);
    assert.notEqual(wrongWith('poorConditions', row({ otherWays: ['face_liveness'] })), null);
  });
  test('is not suspected', () => {
    const rejected = { status: 'rejected', refusedBy: 'sharpness' };
    assert.equal(wrongWith('poorConditions', row({ ...rejected, reason: 'evidence_quality' })), null);
    assert.notEqual(wrongWith('poorConditions', row({ ...rejected, reason: 'liveness_failed' })), null);
  });
});

describe('the report', () => {
  const report = reportOf(
    [
      { group: 'attack', row: row({ answersPrompts: true }) },
      { group: 'attack', row: row({ clip: 'passed', status: 'approved', refusedBy: null }) },
      { group: 'honest', row: row({ clip: 'anna', status: 'approved', refusedBy: null, processedFps: 21 }) },
      { group: 'expectedToPass', row: row({ clip: 'replay', status: 'approved', refusedBy: null }) },
      { group: 'poorConditions', row: row({ clip: 'dark', processedFps: null }) },
    ],
    null,
  );

  test('keeps apart what was expected of each', () => {
    const lists = [report.rows, report.honest, report.expectedToPass, report.poorConditions];
    assert.deepEqual(
      lists.map(({ length }) => length),
      [2, 1, 1, 1],
    );
  });

  test('names what did not hold, and nothing else', () => {
    assert.deepEqual(report.summary.failed, [{ clip: 'passed', why: 'ended with approved' }]);
    assert.equal(report.summary.refusedForLiveness, 1);
    assert.equal(report.summary.honestApproved, 1);
  });

  test('gives the frame rates of attacks and of honest people', () => {
    assert.deepEqual(report.summary.attackFps, { least: 20.04, median: 20.04, most: 20.04 });
    assert.deepEqual(report.summary.honestFps, { least: 21, median: 21, most: 21 });
  });

  test('reads as a table', () => {
    const lines = attackTable(report.poorConditions).split('\n');
    assert.match(
      lines[2] ?? '',
      /^\| dark \| photo \| no +\| liveness_incomplete \| framing:no_face \| – +\| 1 +\| 20 \|$/,
    );
    assert.equal(new Set(lines.map(({ length }) => length)).size, 1);
  });
});

describe('the options of npm run attacks', () => {
  test('have defaults', () => {
    const { dir, only, sessions, lang } = parseOptions(ATTACKS_COMMAND, []);
    assert.deepEqual([dir, only, sessions, lang], [null, '', 3, 'zh-CN']);
  });
  for (const argv of [['--dir', '/nowhere'], ['--lang', 'fr'], ['--sessions', '0'], ['--unknown']]) {
    test(`refuse ${argv.join(' ')}`, () => {
      assert.throws(() => parseOptions(ATTACKS_COMMAND, argv), UsageError);
    });
  }
});
