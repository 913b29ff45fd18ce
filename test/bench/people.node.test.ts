import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cameraAt, poseSeenBy } from '../../bench/people/camera.mjs';
import { drawPerson } from '../../bench/people/draw.mjs';
import { readPopulation } from '../../bench/people/population.mjs';
import { poseAt, scriptOf } from '../../bench/people/script.mjs';
import { root } from '../package/bundle-graph.ts';

const population = readPopulation();
const many = Array.from({ length: 400 }, (_, i) => drawPerson(10_001 + i));
const SEGMENTS = [
  ...['neutral', 'eyes-close', 'eyes-closed', 'eyes-open', 'double-blink'],
  ...['left', 'right'].flatMap((side) => ['out', 'held', 'back'].map((part) => `turn-${side}-${part}`)),
  ...['shake', 'nod', 'open-mouth', 'talk', 'smile'],
];

describe('the population', () => {
  test('holds at least 40 people, each under a name and a seed of their own', () => {
    assert.ok(population.length >= 40);
    assert.equal(new Set(population.map(({ name }) => name)).size, population.length);
    assert.equal(new Set(population.map(({ seed }) => seed)).size, population.length);
  });

  test('has a half to tune on and one that is frozen, in both people of either generator', () => {
    for (const generator of ['plain', 'harder']) {
      const halves = population.filter((each) => each.generator === generator).map(({ half }) => half);
      for (const half of ['tuning', 'frozen']) assert.ok(halves.filter((each) => each === half).length >= 10);
      assert.ok(halves.every((half) => half === 'tuning' || half === 'frozen'));
    }
  });
});

describe('a drawn person', () => {
  test('is the same for the same seed, and somebody else for another', () => {
    for (const { seed } of population) {
      assert.deepEqual(drawPerson(seed), drawPerson(seed));
      assert.notDeepEqual(drawPerson(seed).person, drawPerson(seed + 1).person);
    }
  });

  test('is of one age, one skin and one light, behind glasses or not', () => {
    for (const { groups } of many) {
      assert.match(
        groups.join(' '),
        /^(older|younger) (glasses|no-glasses) (light|medium|dark) light-(soft|bright|overhead|one-side|back|dim|screen)\b/,
      );
    }
  });

  test('may be of every group that the generator is for', () => {
    const drawn = new Set(many.flatMap(({ groups }) => groups));
    for (const group of [
      ...[
        'beard',
        'fringe',
        'headwear',
        'thick-frame',
        'reflection',
        'from-below',
        'blur',
        'noise',
        'compressed',
      ],
      ...[
        'tremor',
        'partial-lids',
        'uneven-lids',
        'small-turn',
        'slow',
        'dark',
        'light-one-side',
        'light-back',
      ],
    ])
      assert.ok(drawn.has(group), group);
  });

  test('closes the lids by 0.6 at least, and turns by 14 to 30 degrees', () => {
    for (const { act } of many) {
      assert.ok(act.depth >= 0.6 && act.depth <= 1);
      assert.ok(act.turn >= 14 && act.turn <= 30);
    }
  });
});

describe('what a person does', () => {
  test('are the segments of the media set, in order, none over another, all within the film', () => {
    for (const { act } of many) {
      const { segments, duration } = scriptOf(act);
      assert.deepEqual(
        segments.map(({ name }) => name),
        SEGMENTS,
      );
      segments.reduce((last, { name, startS, endS }) => {
        assert.ok(startS >= last && endS > startS && endS <= duration, name);
        return endS;
      }, 0);
      assert.ok(duration <= 40);
    }
  });

  test('is what the truth says: lids down while the eyes are closed, to the left when held left', () => {
    for (const { act, seed } of many) {
      const script = scriptOf(act);
      const middleOf = (wanted: string) => {
        const { startS, endS } = script.segments.find(({ name }) => name === wanted)!;
        return poseAt({ ...script, act, seed }, (startS + endS) / 2);
      };
      assert.equal(middleOf('neutral').openL, 1);
      assert.ok(Math.min(middleOf('eyes-closed').openL, middleOf('eyes-closed').openR) <= 0.4 + 1e-9);
      assert.ok(Math.max(middleOf('eyes-closed').openL, middleOf('eyes-closed').openR) <= 0.45 + 1e-9);
      assert.ok(middleOf('turn-left-held').yaw > 8);
      assert.ok(middleOf('turn-right-held').yaw < -8);
      assert.ok(middleOf('open-mouth').jaw > 0.1);
      assert.ok(middleOf('smile').smile > 0.2 && middleOf('smile').jaw === 0);
    }
  });
});

describe('the camera', () => {
  const straight = { yaw: 0, pitch: 0, roll: 0 };
  const camera = { elevation: 0, azimuth: 0, tilt: 0, distance: 50, fieldOfView: 42, sway: 0 };
  const seen = (change: object, pose = straight) =>
    poseSeenBy(cameraAt({ ...camera, ...change }, 0, 1, 480), pose);
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) < 1e-9, String(actual));

  test('sees the pose as it is when it stands level', () => {
    const pose = { yaw: 21, pitch: -8, roll: 4 };
    const { yaw, pitch, roll } = seen({}, pose);
    near(yaw, 21);
    near(pitch, -8);
    near(roll, 4);
  });

  test('sees the chin of somebody who looks over it, and their left when it stands to their right', () => {
    near(seen({ elevation: -15 }).pitch, 15);
    near(seen({ azimuth: -10 }).yaw, 10);
    near(seen({ tilt: 5 }).roll, 5);
  });
});

describe('the renderer', () => {
  const command = join(root, 'bench/people/render.mjs');
  const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });

  test('says that it is skipped, and why, where the geometry is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'people-'));
    try {
      const { status, stdout } = run('--out', folder, '--media', folder);
      assert.equal(status, 0);
      assert.match(stdout, /^render: skipped, since .* does not hold the head's geometry/);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('refuses a person whom nobody drew, and a command without a folder', () => {
    assert.equal(run('--out', 'nowhere', '--only', 'x90').status, 2);
    assert.equal(run().status, 2);
    assert.equal(run('--help').status, 0);
  });
});
