import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawPlan, isAllowedPlan, swapStep } from '../../src/challenge/plan.ts';
import { POLICIES, type Policy } from '../../src/challenge/policy.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { ACTIONS } from '../../src/protocol/challenge.ts';
import { type PlayOptions, playSession } from './play-session.ts';
import { readTrace } from './read-trace.ts';
import { loopedClip, type ScriptedVideo, scriptedVideo } from './scripted-video.ts';
import { slideshowOf } from './slideshow.ts';

const SLOW = policyFor({ pace: 'standard', measuredFps: 4 });

/** The same numbers for the same seed. */
function randomOf(seed: number) {
  let state = seed;
  return (maxExclusive: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * maxExclusive);
  };
}

/** A session with a drawn plan, with frames up to a third off their even times, and what the judge makes of it. */
function play(book: ScriptedVideo, fps: number, seed: number, policy: Policy, options: PlayOptions = {}) {
  const random = randomOf(seed);
  const plan = drawPlan(random, Math.min(fps, 10), policy);
  const jitter = () => (random(2001) / 1000 - 1) * 0.3;
  const reaction = { reactionMs: 450 + 1000 / fps, toneReactionMs: 350 + 1000 / fps };
  const { trace, last } = playSession(book, plan, { fps, policy, jitter, ...reaction, ...options });
  return { trace, plan, last, replay: replayTrace(trace, plan, policy) };
}

describe('the profile', () => {
  it('goes by the measured rate, and by nothing else of it', () => {
    const rates = [60, 11, 10.9, 6, 3.5].map(
      (measuredFps) => policyFor({ pace: 'standard', measuredFps }).rate,
    );
    assert.deepEqual(rates, ['full', 'full', 'slow', 'slow', 'slow']);
    assert.equal(policyFor({ pace: 'relaxed', measuredFps: 30, actions: ACTIONS }), POLICIES.relaxed);
    assert.equal(policyFor({ pace: 'relaxed', measuredFps: 4 }).pace, 'relaxed');
  });

  it('draws four steps that can be judged at such rates', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const actions = drawPlan(randomOf(seed), 4, SLOW).map(({ action }) => action);
      assert.equal(actions.length, 5);
      assert.ok(!actions.includes('double_blink') && !actions.includes('shake_head'), actions.join());
    }
    assert.equal(isAllowedPlan(['hold_short', 'turn_left', 'double_blink', 'turn_right'], 30, SLOW), false);
  });

  it('has another action for every step of every plan', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const plan = drawPlan(randomOf(seed), 4, SLOW);
      for (const { i, action } of plan.slice(1)) {
        assert.notEqual(swapStep(plan, i, randomOf(seed), 4, SLOW).step.action, action);
      }
    }
  });
});

describe('a person before a slow device', () => {
  for (const person of ['anna', 'ben'] as const) {
    it(`is found live at 5 and 8 frames a second: ${person}`, () => {
      for (const fps of [5, 8]) {
        for (let seed = 1; seed <= 6; seed++) {
          const { replay, last } = play(scriptedVideo(person), fps, seed, SLOW);
          assert.equal(replay.verdict, 'live', `${fps} ${seed} ${last.step.action} ${last.failure}`);
        }
      }
    });
  }
});

describe('stills shown at the right moments', () => {
  for (const person of ['anna', 'ben'] as const) {
    const frames = readTrace(person);
    it(`are never live, at any rate, in either profile: ${person}`, () => {
      for (const [fps, policy] of [
        [4, SLOW],
        [6, SLOW],
        [8, SLOW],
        [30, SLOW],
        [30, POLICIES.standard],
      ] as const) {
        for (let seed = 1; seed <= 8; seed++) {
          const { replay, last } = play(slideshowOf(frames, randomOf(seed + 100)), fps, seed, policy);
          assert.notEqual(replay.verdict, 'live', `${fps} ${policy.rate} ${seed}`);
          assert.match(last.step.action, /^turn/);
        }
      }
    });
  }
});

describe('a throttled device', () => {
  it('finds no clip live that plays whatever is asked', () => {
    for (const clip of ['anna', 'photo', 'slideshow', 'near-misses']) {
      for (let seed = 1; seed <= 20; seed++) {
        assert.notEqual(play(loopedClip(clip, 30), 4, seed, SLOW).replay.verdict, 'live', `${clip} ${seed}`);
      }
    }
  });

  it('is not believed where the trace is that of a fast one', () => {
    const { replay } = play(scriptedVideo('anna'), 30, 1, SLOW);
    assert.equal(replay.verdict, 'suspicious');
    assert.equal(replay.checks.find(({ passed }) => !passed)?.name, 'frame_rate');
  });

  it('may not hide an exchange of the face in a gap, however long', () => {
    const { trace, plan, replay } = play(scriptedVideo('anna'), 5, 1, SLOW);
    assert.equal(replay.verdict, 'live');
    const reveal = trace.records.findIndex((record) => record.kind === 'reveal' && record.step === 2);
    const records = trace.records.map((record, index) => {
      if (index < reveal) return record;
      const timestampMs = record.timestampMs + 2500;
      if (record.kind !== 'face') return { ...record, timestampMs };
      const moved = record.points.map((value, offset) => (offset % 3 === 0 ? value + 2600 : value));
      return { ...record, timestampMs, points: moved };
    });
    const after = replayTrace({ ...trace, records }, plan, SLOW);
    assert.ok(after.checks.some(({ name, passed }) => name === 'continuity' && !passed));
  });
});
