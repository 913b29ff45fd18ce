import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { framesOf } from '../../bench/clips/traces.mjs';
import { openPerson, timing } from '../../bench/liveness/person.mjs';
import { readClips } from '../../bench/liveness/read-clips.mjs';
import { isBeyond, LINES, lineAt, NO_LINES, thresholdsOf } from '../../bench/margins/lines.mjs';
import { measureSession } from '../../bench/margins/measure-session.mjs';
import { lastingWorst } from '../../bench/margins/measure-steps.mjs';
import { markdownOf, tableOf } from '../../bench/margins/table.mjs';
import { POLICIES } from '../../src/challenge/policy.ts';
import { type Replay, replayTrace } from '../../src/challenge/replay.ts';
import { planOf, playSession } from '../challenge/play-session.ts';
import { readTrace } from '../challenge/read-trace.ts';
import { loopedClip } from '../challenge/scripted-video.ts';

const policy = POLICIES.standard;
const people = readClips('--clips', fileURLToPath(new URL('../../src/testing/people', import.meta.url)));
const kept = readClips('--clips', fileURLToPath(new URL('../../bench/people/traces', import.meta.url)));
const anna = openPerson(people.find(({ name }) => name === 'anna')!, readTrace('anna'), 30);

describe('the lines', () => {
  test('are all thresholds of the policy but those of which nobody can be on the wrong side', () => {
    const bounded = new Set(LINES.map(({ threshold }) => threshold));
    const told = [...bounded, ...Object.keys(NO_LINES)];
    assert.deepEqual(told.toSorted(), thresholdsOf(policy).toSorted());
  });
  test('have a key each, and lie somewhere', () => {
    assert.equal(new Set(LINES.map(({ key, bound }) => `${key} ${bound}`)).size, LINES.length);
    for (const line of LINES) assert.equal(typeof lineAt(line, policy), 'number', line.threshold);
  });
  test('of the checks of the trace say what the checks say', () => {
    const traces = ['anna', 'ben', 'photo', 'slideshow', 'attack-bent-photo', 'attack-slideshow-thirds'];
    const judged: Replay['checks'] = traces.flatMap((name) => {
      const plan = planOf('turn_left', 'hold_short', 'turn_right');
      const { trace } = playSession(loopedClip(name, 30), plan);
      return replayTrace(trace, plan, policy).checks;
    });
    const ofChecks = LINES.filter(({ check }) => check);
    for (const { name, passed, undecided, detail } of judged) {
      const lines = ofChecks.filter(({ check, value }) => check === name && detail[value!] !== undefined);
      if (lines.length === 0 || undecided) continue;
      const holds = lines.every((line) => !isBeyond(line, detail[line.value!]!, lineAt(line, policy)));
      assert.equal(holds, passed, `${name}: ${JSON.stringify(detail)}`);
    }
    const known = new Set(judged.map(({ name }) => name as string));
    assert.deepEqual(
      ofChecks.filter(({ check }) => !known.has(check!)),
      [],
    );
  });
});

describe('a session', () => {
  const plan = planOf(
    'hold_short',
    'double_blink',
    'turn_left',
    'shake_head',
    'turn_right',
    'nod',
    'open_mouth',
  );
  const beyond = (values: Record<string, number>) =>
    LINES.filter((line) => isBeyond(line, values[line.key] ?? null, lineAt(line, policy))).map(
      ({ key }) => key,
    );

  test('of a person who does what is asked has a value under every line, on the right side', () => {
    const person = kept.find(({ name }) => name === 'p01')!;
    const { frames, fps } = framesOf(person.video);
    const book = openPerson(person, frames, fps).book();
    const { outcome, values } = measureSession(book, plan, timing('margins', 30));
    assert.equal(outcome, 'live');
    assert.deepEqual(beyond(values), []);
    const missing = LINES.filter(({ key }) => !Number.isFinite(values[key])).map(({ key }) => key);
    assert.deepEqual(missing, ['times.thirdBlinkMs']);
  });
  test('that fails is measured to its end', () => {
    const { outcome, by, values } = measureSession(anna.flat(), plan, timing('margins', 30));
    assert.equal(outcome, 'refused');
    assert.ok(by);
    assert.ok(beyond(values).includes('trace.minRelief'), beyond(values).join());
    assert.ok(Number.isFinite(values['shake.legDegrees']));
  });
  test('of a film that rests all the time did nothing, and its lines say so', () => {
    const rest = readTrace('anna').slice(0, 60);
    const still = {
      play() {},
      at: (timestampMs: number) => ({ ...rest[Math.round(timestampMs / 33) % 60]!, timestampMs }),
    };
    const keys = beyond(
      measureSession(still, planOf('turn_left', 'hold_long'), timing('margins', 30)).values,
    );
    for (const key of ['turn.shortReachDegrees', 'eyes.deepBelow', 'eyes.closedMs'])
      assert.ok(keys.includes(key), key);
  });
});

test('a value counts as the worst where it lasts, not for a moment', () => {
  const seen = [1, 1, 9, 1, 5, 5, 5].map((value, at) => ({ value, signals: { timestampMs: at * 100 } }));
  const pick = ({ value }: { value: number }) => value;
  assert.equal(lastingWorst(seen, pick, Math.max, 200), 5);
  assert.equal(lastingWorst(seen, pick, Math.max, 300), 1);
  assert.equal(lastingWorst(seen, pick, Math.max, 5000), null);
});

test('the table counts what a line refuses alone, and what only it refuses', () => {
  const session = (outcome: string, values: Record<string, number>) => ({
    outcome,
    by: null,
    fps: 30,
    values,
  });
  const good = { 'turn.shortReachDegrees': 30, 'eyes.deepBelow': 0.2 };
  const honest = [
    session('live', good),
    session('refused', { ...good, 'turn.shortReachDegrees': 1 }),
    session('refused', { 'turn.shortReachDegrees': 1, 'eyes.deepBelow': 0.9 }),
  ];
  const { lines, together } = tableOf(honest, [session('refused', good)]);
  const reach = lines.find(({ threshold }) => threshold === 'turn.shortReachDegrees');
  assert.deepEqual([reach.honest.refusesAlone, reach.honest.refusesOnly, reach.honest.p50], [2, 1, 1]);
  assert.deepEqual([reach.attacks.stopsAlone, reach.attacks.sessions], [0, 1]);
  assert.deepEqual([together.honest.live, together.honest.onSomeWrongSide], [1, 2]);
  assert.deepEqual(together.attacks.notLiveOnNoWrongSide, { null: 1 });
  const markdown = markdownOf({ lines, together, people: 1, attackKinds: 1 });
  assert.match(markdown, /\| `turn\.shortReachDegrees` \|.*\| ≥ 10.5 \|.*\| 2 \/ 1 \|/);
});
