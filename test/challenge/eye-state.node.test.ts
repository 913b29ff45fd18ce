import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { framesOf } from '../../bench/clips/traces.mjs';
import { readClips } from '../../bench/liveness/read-clips.mjs';
import type { EyeLimits } from '../../src/challenge/eye-limits.ts';
import {
  advanceEyes,
  type Closure,
  EYES_OPEN,
  type EyeState,
  isSound,
  ownEyeLimits,
} from '../../src/challenge/eye-state.ts';
import type { RelativeSignals } from '../../src/signals/relative.ts';
import { planOf, playSession, STANDARD } from './play-session.ts';
import { closedFor, scriptedVideoOf, stretchesOf } from './scripted-video.ts';

const LIMITS = STANDARD.eyes;

interface Seen {
  left: number;
  right?: number;
  look?: number | null;
  yawDegrees?: number;
}

function watch(
  frames: readonly Seen[],
  frameMs = 33,
  limits = LIMITS,
): { eyes: EyeState; closures: Closure[] } {
  let eyes: EyeState = EYES_OPEN;
  const closures: Closure[] = [];
  frames.forEach(({ left, right = left, look = null, yawDegrees = 0 }, index) => {
    const signals: RelativeSignals = {
      timestampMs: index * frameMs,
      openness: (left + right) / 2,
      opennessLeft: left,
      opennessRight: right,
      learnedOpenness: look,
      mouthOpening: null,
      yawDegrees,
      pitchDegrees: 0,
      rollDegrees: 0,
      scale: 1,
    };
    const next = advanceEyes(eyes, signals, limits);
    eyes = next.eyes;
    if (next.ended) closures.push(next.ended);
  });
  return { eyes, closures };
}

const people = readClips('--clips', fileURLToPath(new URL('../../bench/people/traces', import.meta.url)));

/** One of the rendered people of whom the trace is kept, doing what is asked. */
function keptPerson(person: string) {
  const { video, segments } = people.find(({ name }) => name === person)!;
  const { frames, fps } = framesOf(video);
  return scriptedVideoOf(frames, stretchesOf(segments), fps);
}

const seen = (...openness: number[]): Seen[] => openness.map((left) => ({ left }));

describe('eyes', () => {
  it('close and open: one closure with its times and its depth', () => {
    const { eyes, closures } = watch(seen(1, 0.5, 0.2, 0.2, 0.9, 1, 1));
    assert.equal(eyes.kind, 'open');
    assert.deepEqual(
      closures.map(({ onsetMs, detectedMs, reopenedMs, minOpenness }) => [
        onsetMs,
        detectedMs,
        reopenedMs,
        minOpenness,
      ]),
      [[33, 66, 132, 0.2]],
    );
  });

  it('close for a single frame that shows it clearly, as a short blink does at thirty frames a second', () => {
    const [closure] = watch(seen(1, 0.3, 1, 1, 1)).closures;
    assert.deepEqual([closure!.onsetMs, closure!.reopenedMs, closure!.minOpenness], [33, 66, 0.3]);
    assert.equal(watch(seen(1, 0.3, 0.75, 0.9, 1, 1)).closures[0]!.reopenedMs, 3 * 33);
  });

  it('do not close for a single frame that does not', () => {
    assert.deepEqual(watch(seen(1, 0.68, 1, 1, 1)).closures, []);
  });

  it('do not reopen for a single frame', () => {
    const { closures } = watch(seen(1, 0.2, 0.2, 0.9, 0.2, 0.2, 0.9, 0.9));
    assert.equal(closures.length, 1);
    assert.equal(closures[0]!.reopenedMs, 6 * 33);
  });

  it('at sixty frames a second need more than two frames', () => {
    assert.deepEqual(watch(seen(1, 0.2, 0.2, 1, 1, 1), 16).closures, []);
    assert.equal(watch(seen(1, 0.2, 0.2, 0.2, 0.2, 1, 1, 1), 16).closures.length, 1);
  });

  it('half lowered are not closed', () => {
    assert.deepEqual(watch(seen(1, 0.75, 0.75, 0.75, 0.75, 1)).closures, []);
  });

  it('one of which stays open wink, which is not a sound closure', () => {
    const wink = Array.from({ length: 12 }, () => ({ left: 0.1, right: 0.95 }));
    const [closure] = watch([...seen(1), ...wink, ...seen(1, 1)]).closures;
    assert.equal(isSound(closure!, LIMITS), false);
  });

  it('of which one reads as open in parts of a long closure are closed', () => {
    const glare = Array.from({ length: 60 }, (_, at) => ({ left: 0.3, right: at % 5 < 2 ? 0.95 : 0.6 }));
    const [closure] = watch([...seen(1), ...glare, ...seen(1, 1)]).closures;
    assert.ok(closure!.winkedMs > 2 * LIMITS.maxWinkMs);
    assert.equal(isSound(closure!, LIMITS), true);
  });

  it('are closed where one lies in deep shade and reads as little less open than before', () => {
    const shade = Array.from({ length: 30 }, (_, at) => ({ left: 0.4, right: at % 3 ? 0.84 : 0.8 }));
    const wink = shade.map(({ left, right }) => ({ left, right: right + 0.06 }));
    const [inShade] = watch([...seen(1), ...shade, ...seen(1, 1)]).closures;
    const [winking] = watch([...seen(1), ...wink, ...seen(1, 1)]).closures;
    assert.deepEqual([isSound(inShade!, LIMITS), isSound(winking!, LIMITS)], [true, false]);
  });

  it('are not judged on a turned head', () => {
    const turned = Array.from({ length: 6 }, () => ({ left: 0.2, yawDegrees: 25 }));
    const [closure] = watch([...seen(1), ...turned, ...seen(1, 1)]).closures;
    assert.equal(isSound(closure!, LIMITS), false);
  });
});

describe('eyes of which was learned how they look', () => {
  const look = (left: number, look: number): Seen => ({ left, look });
  const often = (count: number, frame: Seen) => Array.from({ length: count }, () => frame);
  const spans = (frames: readonly Seen[]) =>
    watch(frames).closures.map((closure) => [
      closure.onsetMs / 33,
      closure.reopenedMs! / 33,
      isSound(closure, LIMITS),
    ]);
  const open = often(4, look(1, 1));

  it('are shut until they look open, too: a long closure that the contours lose is no short one', () => {
    const shut = [...often(6, look(0.4, 0.5)), ...often(3, look(0.9, 0.5)), ...often(6, look(0.4, 0.5))];
    assert.deepEqual(spans([...open, ...shut, ...open]), [[4, 19, true]]);
    const contoursAlone = shut.map(({ left }) => ({ left }));
    assert.equal(spans([...open, ...contoursAlone, ...open]).length, 2);
  });

  it('are shut from when they look so', () => {
    const shut = [...often(4, look(0.78, 0.5)), ...often(6, look(0.4, 0.7))];
    assert.deepEqual(spans([...open, ...shut, ...open]), [[4, 14, true]]);
  });

  it('are not shut by their look alone', () => {
    assert.deepEqual(spans([...open, ...often(20, look(0.78, 0.2)), ...open]), []);
  });

  it('are open for the contours in more than half of a closure: that one does not count', () => {
    const stuck = [...often(5, look(0.4, 0.5)), ...often(12, look(1, 0.5))];
    assert.deepEqual(spans([...open, ...stuck, ...open]), [[4, 21, false]]);
    const before = [...often(12, look(1, 0.5)), ...often(5, look(0.4, 0.5))];
    assert.deepEqual(spans([...open, ...before, ...open]), [[16, 21, false]]);
  });

  it('are judged anew when they have looked open once', () => {
    const stuck = often(12, look(1, 0.5));
    const blink = often(5, look(0.4, 0.5));
    assert.deepEqual(spans([...open, ...stuck, ...open, ...blink, ...open]), [[20, 25, true]]);
  });
});

describe('lids that do not close fully', () => {
  const own = (opennessSpread: number) => ownEyeLimits(LIMITS, { opennessSpread });
  const steady = own(0.01);

  it('close eyes that read steadily, and not those that flutter', () => {
    const shallow = seen(1, 0.8, 0.7, 0.68, 0.7, 0.8, 1, 1);
    const depths = (limits: EyeLimits) =>
      watch(shallow, 33, limits).closures.filter(({ minOpenness }) => minOpenness < limits.deepBelow);
    assert.equal(depths(steady).length, 1);
    assert.equal(depths(own(0.03)).length, 0);
    assert.deepEqual(own(0.5), LIMITS);
  });

  it('do not close them where they are lowered by less than half', () => {
    assert.deepEqual(watch(seen(1, 0.8, 0.78, 0.78, 0.78, 0.8, 1, 1), 33, steady).closures, []);
  });

  it('are a closure, and two of them a double blink, of people whose lids close by six tenths', () => {
    for (const [name, action] of [
      ['x20', 'hold_short'],
      ['x20', 'hold_long'],
      ['x20', 'double_blink'],
      ['x08', 'double_blink'],
    ] as const) {
      const { last } = playSession(keptPerson(name), planOf(action));
      assert.equal(last.status, 'done', `${name} ${action}: ${last.failure}`);
    }
  });
});

describe('eyes held shut of which the contours see a part', () => {
  it('answer the hold that is asked for, and no shorter one', () => {
    for (const person of ['x05', 'x37']) {
      const closed = closedFor(STANDARD.plan.holdLongMs[0]! + STANDARD.times.reopenMaxMs / 2);
      const book = () => keptPerson(person);
      assert.equal(playSession(book(), planOf('hold_long')).last.status, 'done', person);
      const { last } = playSession(book(), planOf('hold_short'), { acts: () => closed });
      assert.deepEqual([last.status, last.failure], ['failed', 'eyes_reopened_late'], person);
    }
  });
});

describe('an eye away from the lamp, read as open in a third of a closure', () => {
  it('does not make a wink of it', () => {
    const { last } = playSession(keptPerson('x24'), planOf('hold_long'));
    assert.equal(last.status, 'done', `${last.failure}`);
  });
});

describe('eyes that pass under a reflection while the head nods', () => {
  it('do not blink twice: a nod is another action', () => {
    const nod = [{ segment: 'nod' }] as const;
    const { last } = playSession(keptPerson('x06'), planOf('double_blink'), { acts: () => nod });
    assert.deepEqual([last.status, last.failure], ['failed', 'wrong_action']);
  });
});
