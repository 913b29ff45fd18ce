import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hintOf, type StepState } from '../../src/challenge/step-state.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { planOf, playAction, playSession, STANDARD } from './play-session.ts';
import { readTrace } from './read-trace.ts';
import { type Act, SEGMENTS, scriptedVideo, scriptedVideoOf } from './scripted-video.ts';

const PEOPLE = ['anna', 'ben'] as const;
const mouthOf = (durationMs: number): Act => ({ segment: 'open-mouth', durationMs });
const hintsOf = (states: readonly (readonly StepState[])[]) => new Set(states.at(-1)!.map(hintOf));

/** With a still at this second of the clip in the place of the mouth that opens. */
const stillOf = (person: 'anna' | 'ben', atS: number) =>
  scriptedVideoOf(readTrace(person), { ...SEGMENTS, 'open-mouth': [atS, atS + 0.01] });

describe('an open mouth', () => {
  for (const person of PEOPLE) {
    for (const fps of [30, 15, 11]) {
      it(`is recognised however long the person takes to begin: ${person} at ${fps} frames a second`, () => {
        for (const reactionMs of [300, 430, 560, 690, 1500]) {
          assert.equal(playAction(scriptedVideo(person), 'open_mouth', { fps, reactionMs }).status, 'done');
        }
      });
    }
  }

  it('is no mouth that opens for as long as a syllable, again and again', () => {
    const syllable: Act = { segment: 'open-mouth', durationMs: 300, speed: 4.6 };
    const acts = () =>
      Array.from({ length: 8 }, () => [syllable, { segment: 'neutral', durationMs: 60 }] as const).flat();
    for (const person of PEOPLE) {
      const { states, last } = playSession(scriptedVideo(person), planOf('open_mouth'), { acts });
      assert.equal(last.failure, 'timeout', person);
      assert.ok(hintsOf(states).has('open_longer'), person);
    }
  });

  it('must be shut again, which is said', () => {
    const open = stillOf('anna', 20.8);
    const acts = () => [{ segment: 'open-mouth', durationMs: 60_000 }] as const;
    const { states, last } = playSession(open, planOf('open_mouth'), { acts });
    assert.equal(last.failure, 'not_returned');
    assert.ok(hintsOf(states).has('close_mouth'));
  });

  it('is not a picture of an open mouth between pictures of a shut one', () => {
    for (const fps of [30, 15, 11]) {
      const acts = () => [mouthOf(900), { segment: 'neutral', durationMs: 900 } as const, mouthOf(900)];
      assert.equal(playAction(stillOf('anna', 20.8), 'open_mouth', { fps, acts }).status, 'failed', `${fps}`);
    }
  });

  it('has its picture taken with the mouth open', () => {
    const { states } = playSession(scriptedVideo('ben'), planOf('open_mouth'));
    const { action } = states.at(-1)!.find(({ keyFrame }) => keyFrame === 'extreme')!;
    assert.ok(action.kind === 'open_mouth' && action.path.at(-1)!.opening >= STANDARD.mouth.reach);
  });

  it('is opened further by whose mouth reads unsteadily at rest', () => {
    const chatters = (frame: TraceFrame): TraceFrame =>
      frame.kind === 'face' && frame.mouth && Math.floor(frame.timestampMs / 100) % 2 === 0
        ? { ...frame, mouth: frame.mouth.map((value, at) => value + (at % 3 === 1 ? (at > 5 ? 48 : 0) : 0)) }
        : frame;
    const { states } = playSession(scriptedVideo('anna'), planOf('open_mouth'), { alter: chatters });
    assert.ok(states.at(-1)![0]!.policy.mouth.reach > 2 * STANDARD.mouth.reach);
  });

  it('is not seen where the trace has no mouth, and ends as a bad picture does', () => {
    const alter = (frame: TraceFrame): TraceFrame =>
      frame.kind === 'face' ? { ...frame, mouth: null } : frame;
    const { last } = playSession(scriptedVideo('anna'), planOf('open_mouth'), { alter });
    assert.deepEqual([last.failure, last.block], ['bad_picture', 'unmeasured']);
    assert.equal(playAction(scriptedVideo('anna'), 'nod', { alter }).status, 'done');
  });
});
