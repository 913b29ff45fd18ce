import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { anglesIn } from '../../bench/liveness/angles.mjs';
import { blinksIn, closuresIn, matchBlinks, scoreOf } from '../../bench/liveness/blinks.mjs';
import { goalsOf } from '../../bench/liveness/goals.mjs';
import { openPerson } from '../../bench/liveness/person.mjs';
import { playPrompts, playSessions, playUnprompted, playWrongActions } from '../../bench/liveness/play.mjs';
import { readClips } from '../../bench/liveness/read-clips.mjs';
import { summaryOf } from '../../bench/liveness/summary.mjs';
import { UsageError } from '../../scripts/command.mjs';
import { ACTIONS } from '../../src/protocol/challenge.ts';
import { readTrace } from '../challenge/read-trace.ts';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

function inFolder(files: Record<string, unknown>, use: (folder: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-liveness-test-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the clips of a folder', () => {
  test('are those with a truth, whatever they are called; what shows an attack is no person', () => {
    const files = {
      'someone.mov': '',
      'someone.gt.json': { kind: 'ordinary', blinks: [] },
      'photo_held.mp4': '',
      'photo_held.gt.json': { kind: 'photo' },
      'without-truth.mp4': '',
      'without-clip.gt.json': {},
    };
    inFolder(files, (folder) => {
      const clips = readClips('--clips', folder);
      assert.deepEqual(
        clips.map(({ name, isAttack, segments }) => ({ name, isAttack, segments })),
        [
          { name: 'photo_held', isAttack: true, segments: null },
          { name: 'someone', isAttack: false, segments: null },
        ],
      );
    });
  });
  test('turn as far as they were drawn or rendered; less than 20 degrees is counted apart', () => {
    const segments = [
      { name: 'neutral', startS: 0, endS: 1 },
      { name: 'turn-left-out', startS: 1, endS: 2 },
      { name: 'turn-left-back', startS: 2, endS: 3 },
      { name: 'turn-right-out', startS: 3, endS: 4 },
      { name: 'turn-right-back', startS: 4, endS: 5 },
    ];
    const yaws = [2, 27, 27, -17, -17];
    const frames = yaws.map((yaw, t) => ({ f: t, t, heads: [{ yaw }] }));
    const files = {
      'a.mp4': '',
      'a.gt.json': { kind: 'rendered', segments, traits: { turn: 31 }, group: ['older'] },
      'b.mp4': '',
      'b.gt.json': { kind: 'rendered', segments, frames, fps: 1 },
    };
    inFolder(files, (folder) => {
      const clips = readClips('--clips', folder);
      assert.deepEqual(
        clips.map(({ turnDegrees, smallTurns, groups }) => ({ turnDegrees, smallTurns, groups })),
        [
          { turnDegrees: 31, smallTurns: false, groups: ['older'] },
          { turnDegrees: 19, smallTurns: true, groups: [] },
        ],
      );
    });
  });
  test('are missed where there are none, and where a truth is no JSON', () => {
    inFolder({ 'x.mp4': '' }, (folder) => {
      assert.throws(() => readClips('--clips', folder), UsageError);
      assert.throws(() => readClips('--clips', join(folder, 'nowhere')), UsageError);
    });
    inFolder({ 'x.mp4': '', 'x.gt.json': '{' }, (folder) => {
      assert.throws(() => readClips('--clips', folder), UsageError);
    });
  });
  test('of the project itself are people with segments', () => {
    const people = readClips('--clips', path('src/testing/people'));
    assert.ok(people.length >= 6);
    assert.ok(people.every(({ segments, isAttack }) => segments && !isAttack));
    const attacks = readClips('--clips', path('test/fixtures/attacks'));
    assert.ok(
      attacks.every(({ isAttack }) => isAttack),
      attacks
        .filter(({ isAttack }) => !isAttack)
        .map(({ name }) => name)
        .join(),
    );
  });
});

describe('blinks', () => {
  const at = (fromS: number, toS: number) => ({ fromS, toS });
  const truth = blinksIn({
    isCalibration: false,
    truth: {
      fps: 10,
      blinks: [
        { startF: 10, endF: 12, kind: 'full' },
        { startF: 30, endF: 50, kind: 'closure' },
        { startF: 60, endF: 62, kind: 'wink-left' },
        { startF: 70, endF: 72, kind: 'partial' },
        { startF: 82, endF: 84, kind: 'full' },
      ],
      uncertain: [{ startF: 80, endF: 90, kind: 'full' }],
    },
  })!;

  test('are found where a closure overlaps them or is 0.2 s away, one to one', () => {
    assert.deepEqual(matchBlinks(truth, [at(1.35, 1.4), at(3, 3.4), at(3.6, 5)]), {
      truth: 2,
      found: 2,
      false: 1,
    });
    assert.deepEqual(matchBlinks(truth, [at(1.5, 1.6)]), { truth: 2, found: 0, false: 1 });
  });
  test('are neither missed nor wrong where they are winks, partial or uncertain', () => {
    assert.deepEqual(matchBlinks(truth, [at(6, 6.2), at(7, 7.1), at(8.5, 8.6)]), {
      truth: 2,
      found: 0,
      false: 0,
    });
  });
  test('that are rendered must be found where both lids go down, and may be where one does', () => {
    const lids = [1, 1, 0.1, 1, 1, 0.1, 1, 1].map((openL, at) => ({ openL, openR: at === 5 ? 0.7 : openL }));
    const frames = lids.map((head, t) => ({ f: t, t, heads: [head] }));
    const { needed, excused } = blinksIn({ isCalibration: false, truth: { fps: 1, frames } })!;
    assert.deepEqual(needed, [{ fromS: 2, toS: 2, kind: 'full' }]);
    assert.deepEqual(excused, [{ fromS: 5, toS: 5, kind: 'partial' }]);
  });
  test('are scored over all clips together', () => {
    const score = scoreOf([
      { truth: 3, found: 3, false: 0 },
      { truth: 1, found: 0, false: 1 },
    ]);
    assert.deepEqual(score, { f1: 0.75, precision: 0.75, recall: 0.75, truth: 4, found: 3, false: 1 });
  });
  test('of a rendered person are found in what the engine saw', () => {
    const closures = closuresIn(readTrace('anna'), 30);
    assert.deepEqual(matchBlinks({ needed: [at(3, 5.8), at(6.5, 7), at(7, 7.6)], excused: [] }, closures), {
      truth: 3,
      found: 3,
      false: 0,
    });
  });
});

test('angles are compared with the true ones, and against the own rest', () => {
  const frames = readTrace('anna').slice(0, 60);
  const truth = {
    fps: 30,
    frames: frames.map((_, f) => ({ f, t: f / 30, heads: [{ yaw: 50, pitch: 0, roll: 0 }] })),
  };
  const angles = anglesIn({ truth, segments: null }, frames)!;
  assert.ok(angles.yawMaeDegrees > 40);
  assert.ok(angles.yawMaeFromRestDegrees < 2);
  assert.equal(angles.withFace, 60);
});

describe('a person who does what is asked', () => {
  const frames = readTrace('anna');
  const segments = readClips('--clips', path('src/testing/people')).find(
    ({ name }) => name === 'anna',
  )!.segments;
  const person = openPerson({ segments }, frames, 30);

  test('is taken for one, in each action and in whole sessions', () => {
    const prompts = playPrompts('test', person, 30, 2);
    assert.deepEqual(
      Object.values(prompts).map(({ right, total }) => [right, total]),
      Array.from({ length: ACTIONS.length }, () => [2, 2]),
    );
    assert.equal(playSessions('test', person, person.book, 30, 3)?.live, 3);
  });
  test('does nothing else by it, and stills and paper made of the film are not taken for them', () => {
    const accepted = playWrongActions('test', person, 15, 1).filter((row) => row.accepted > 0);
    assert.deepEqual(accepted, []);
    assert.equal(playSessions('test', person, person.slideshow, 30, 3)?.live, 0);
    assert.equal(playSessions('test', person, person.flat, 30, 3)?.live, 0);
    assert.equal(playUnprompted('test', frames, 30, 30, 3).passes, 0);
  });
  for (const [unable, cannot] of [
    ['close their eyes', ['eyes-', 'double-blink']],
    ['turn their head', ['turn-', 'shake', 'nod']],
  ] as const) {
    test(`who cannot ${unable} goes on without, as the element offers, before a person; nobody else does`, () => {
      const rest = segments.find(({ name }: { name: string }) => name === 'neutral');
      const film = segments.map((segment: { name: string }) =>
        cannot.some((name) => segment.name.startsWith(name)) ? { ...rest, name: segment.name } : segment,
      );
      const { book, plan } = openPerson({ segments: film }, frames, 30);
      const atFirst = playSessions('test', { plan }, book, 30, 3);
      assert.deepEqual([atFirst?.refused, atFirst?.withoutMovement], [3, 0]);
      const { by, ...ends } = playSessions('test', { plan }, book, 30, 3, true)!;
      assert.deepEqual(ends, { live: 0, review: 3, refused: 0, total: 3, withoutMovement: 3 });
      assert.deepEqual(by, atFirst?.by);
      const able = playSessions('test', person, person.book, 30, 3, true);
      assert.deepEqual([able?.live, able?.withoutMovement], [3, 0]);
    });
  }
  test('whose film has no answer to any plan is asked for nothing', () => {
    const still = openPerson({ segments: [{ name: 'neutral', startS: 0, endS: 3 }] }, frames, 30);
    assert.deepEqual(playPrompts('test', still, 30, 2), {});
    assert.equal(playSessions('test', still, still.book, 30, 2), null);
  });
});

test('people whose film turns little are counted apart, and everybody in their groups', () => {
  const row = (person: string, smallTurns: boolean, live: number) => ({
    clip: person,
    kind: 'rendered',
    person,
    groups: ['older', 'glasses'],
    smallTurns,
    blink: { every: { truth: 2, found: 2, false: 0 }, 15: { truth: 2, found: 1, false: 0 } },
    angles: null,
    unprompted: { 30: { passes: 0, toPerson: 0, sessions: 4 } },
    prompted: { 30: { turn_left: { right: 1, total: 2, failures: {} } } },
    wrongActions: { 30: [{ shown: 'rest', asked: 'turn_left', accepted: 0, total: 1 }] },
    sessions: {
      30: {
        live,
        review: 1,
        refused: 3 - live,
        total: 4,
        withoutMovement: 1,
        by: { trace_steps: 4 - live },
      },
    },
    attacks: {},
  });
  const overall = summaryOf([row('ann', false, 3), row('bo', true, 1)], {
    blinkRates: [15],
    sessionRates: [30],
  });
  assert.equal(overall.blink.f1, 1);
  assert.equal(overall.blinkAt15fps.recall, 0.5);
  assert.deepEqual(overall.sessions, { live: 3, review: 1, refused: 0, total: 4, withoutMovement: 1 });
  assert.deepEqual(overall.sessionsAtFirst, { live: 3, review: 0, refused: 1, total: 4 });
  assert.deepEqual(overall.sessionsAtFirstByRate, { 30: overall.sessionsAtFirst });
  assert.deepEqual(overall.smallTurns.people, ['bo']);
  assert.deepEqual(overall.smallTurns.sessionsAtFirst, { live: 1, review: 0, refused: 3, total: 4 });
  assert.equal(overall.sessionsByGroup.glasses.live, 3);
  assert.deepEqual(overall.prompted, { right: 1, total: 2 });
  assert.deepEqual(overall.wrongAction.matrix, { rest: { turn_left: { accepted: 0, total: 2 } } });
  const reached = Object.fromEntries(
    goalsOf(overall).map(({ goal, value, reached }) => [goal, [value, reached]]),
  );
  assert.deepEqual(reached['approved at 30 frames a second'], [0.75, false]);
  assert.deepEqual(reached['approved, worst person (ann)'], [0.75, false]);
  assert.deepEqual(reached['approved or looked at, of people who turn by less than 20°'], [0.5, false]);
  assert.deepEqual(reached['other wrong actions accepted'], [0, true]);
  assert.deepEqual(reached['blink F1, every frame'], [1, true]);
  assert.equal(reached['yaw, mean absolute error, degrees'], undefined);
});
