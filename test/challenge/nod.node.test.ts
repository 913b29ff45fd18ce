import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { framesOf } from '../../bench/clips/traces.mjs';
import { readClips } from '../../bench/liveness/read-clips.mjs';
import { hintOf, type StepState } from '../../src/challenge/step-state.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { planOf, playAction, playSession, STANDARD } from './play-session.ts';
import { readTrace } from './read-trace.ts';
import { type Act, SEGMENTS, scriptedVideo, scriptedVideoOf, stretchesOf } from './scripted-video.ts';

const people = readClips('--clips', fileURLToPath(new URL('../../bench/people/traces', import.meta.url)));
const nodOf = (durationMs: number, speed = 1): Act[] => [{ segment: 'nod', durationMs, speed }];
const hintsOf = (states: readonly (readonly StepState[])[]) => new Set(states.at(-1)!.map(hintOf));

/** With a still at this second of the clip in the place of the nod. */
const stillOf = (person: 'anna' | 'ben', nodS: number) =>
  scriptedVideoOf(readTrace(person), { ...SEGMENTS, nod: [nodS, nodS + 0.01] });

describe('a nod', () => {
  for (const person of ['anna', 'ben'] as const) {
    for (const fps of [30, 15, 11]) {
      it(`is recognised however long the person takes to begin: ${person} at ${fps} frames a second`, () => {
        for (const reactionMs of [300, 430, 560, 690, 1500]) {
          assert.equal(playAction(scriptedVideo(person), 'nod', { fps, reactionMs }).status, 'done');
        }
      });
    }
  }

  it('is asked for again where the chin was lowered once', () => {
    const { states, last } = playSession(scriptedVideo('anna'), planOf('nod'), { acts: () => nodOf(950) });
    assert.equal(last.failure, 'timeout');
    assert.ok(hintsOf(states).has('nod_more'));
  });

  it('is not looking down and up again', () => {
    const { last } = playSession(scriptedVideo('anna'), planOf('nod'), { acts: () => nodOf(8_000, 0.24) });
    assert.equal(last.status, 'failed');
  });

  it('is not a picture of a lowered head between pictures of a straight one', () => {
    const acts: Act[] = [0, 1].flatMap(() => [
      { segment: 'nod', durationMs: 400 },
      { segment: 'neutral', durationMs: 500 },
    ]);
    for (const fps of [30, 15, 11]) {
      const { status } = playAction(stillOf('anna', 18.4), 'nod', { fps, acts: () => acts });
      assert.equal(status, 'failed', `${fps}`);
    }
  });

  it('is no turn whose pitch wavers about where a nod begins', () => {
    const { video, segments } = people.find(({ name }) => name === 'x22')!;
    const { frames, fps } = framesOf(video);
    const turned = () => scriptedVideoOf(frames, stretchesOf(segments), fps);
    for (let reactionMs = 300; reactionMs < 700; reactionMs += 20) {
      const acts = () => [{ segment: 'turn-left' }] as const;
      const { status } = playAction(turned(), 'nod', { fps: 15, reactionMs, acts });
      assert.equal(status, 'failed', `${reactionMs}`);
    }
  });

  it('has its picture taken with the chin down', () => {
    const { states } = playSession(scriptedVideo('ben'), planOf('nod'));
    const taken = states.at(-1)!.find(({ keyFrame }) => keyFrame === 'extreme')!;
    assert.equal(taken.action.kind, 'nod');
    assert.ok(taken.action.kind === 'nod' && taken.action.last!.degrees >= STANDARD.nod.reachDegrees);
  });

  it('goes on in poor light that the lowered head makes a little poorer', () => {
    const alter = (frame: TraceFrame): TraceFrame =>
      frame.kind === 'face' && frame.timestampMs > 3_500
        ? { ...frame, light: { mean: 30, left: 30, right: 30 } }
        : frame;
    assert.equal(playAction(scriptedVideo('anna'), 'nod', { alter }).status, 'done');
  });
});
