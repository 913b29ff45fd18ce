import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { type PlayOptions, playAction } from './play-session.ts';
import { readTrace } from './read-trace.ts';
import { SEGMENTS, scriptedVideoOf } from './scripted-video.ts';
import { wobbling } from './slideshow.ts';

const FPS = 30;
/** Where the film's turns are half way out and half way back, from the beginning of their segments on. */
const HALFWAY_S = [0.45, 2.15];

const TURNS = [
  ['turn_left', 'turn-left'],
  ['turn_right', 'turn-right'],
] as const;

/** The turn of a film with its frames changed: repeated, left out. */
function turned(
  person: 'anna' | 'ben',
  turn: (typeof TURNS)[number],
  change: (frame: TraceFrame, at: number) => readonly TraceFrame[],
  options: PlayOptions,
) {
  const [action, segment] = turn;
  const frames = readTrace(person);
  const [startS, endS] = SEGMENTS[segment];
  const changed = frames.slice(startS * FPS, endS * FPS).flatMap(change);
  const from = frames.length / FPS;
  const segments = { ...SEGMENTS, [segment]: [from, from + changed.length / FPS] };
  const { status, failure } = playAction(scriptedVideoOf([...frames, ...changed], segments), action, options);
  return { status, failure };
}

/** The same small numbers each time. */
function smallNumbers() {
  let state = 7;
  return (max: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * max);
  };
}

const hesitating = (pauseS: number) => {
  const random = smallNumbers();
  return (frame: TraceFrame, at: number): TraceFrame[] => {
    const pause = HALFWAY_S.some((s) => Math.round(s * FPS) === at) ? pauseS * FPS : 0;
    const still = () => (frame.kind === 'face' ? wobbling(frame, random) : frame);
    return [frame, ...Array.from({ length: pause }, still)];
  };
};

describe('a turn counts', () => {
  for (const person of ['anna', 'ben'] as const) {
    for (const turn of TURNS) {
      const who = `${person}, ${turn[1]}`;

      it(`of someone who hesitates half way, out and back: ${who}`, () => {
        for (const fps of [30, 20, 15, 12]) {
          for (const pauseS of [0.5, 1]) {
            const end = turned(person, turn, hesitating(pauseS), { fps });
            assert.deepEqual(end, { status: 'done', failure: null }, `${pauseS} s at ${fps}`);
          }
        }
      });

      it(`of someone who turns in a third of a second: ${who}`, () => {
        const everySecond = (frame: TraceFrame, at: number) => (at % 2 === 0 ? [frame] : []);
        assert.deepEqual(turned(person, turn, everySecond, { fps: 15 }), { status: 'done', failure: null });
      });

      it(`on a device that stalls for a fifth of a second twice a second: ${who}`, () => {
        for (const fps of [30, 20]) {
          const alter = (frame: TraceFrame) => (frame.timestampMs % 500 < 200 ? null : frame);
          const end = turned(person, turn, (frame) => [frame], { fps, alter });
          assert.deepEqual(end, { status: 'done', failure: null }, `at ${fps}`);
        }
      });
    }
  }
});
