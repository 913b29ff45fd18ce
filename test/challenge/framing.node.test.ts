import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advanceFraming, type FramingState, startFraming } from '../../src/challenge/framing.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { scriptedVideo } from './scripted-video.ts';

const anna = scriptedVideo('anna');

function frame(fps: number, seconds: number, alter = (face: TraceFrame): TraceFrame => face): FramingState {
  let state = startFraming('standard');
  for (let count = 0; count <= seconds * fps; count++) {
    state = advanceFraming(state, alter(anna.at(Math.round((count * 1000) / fps))));
  }
  return state;
}

describe('framing', () => {
  it('is ready when the face was well placed for a while and the frame rate is known', () => {
    assert.equal(frame(30, 0.5).ready, false);
    const state = frame(30, 2);
    assert.deepEqual([state.ready, state.hint, state.progress], [true, null, 1]);
    assert.ok(Math.abs(state.measuredFps! - 30) < 1);
  });

  it('is not ready on a device that is too slow, and says so', () => {
    const state = frame(3, 4);
    assert.deepEqual([state.ready, state.hint], [false, 'too_slow_device']);
  });

  it('takes its time before it calls a device slow, and is ready then', () => {
    assert.deepEqual([frame(4, 2).ready, frame(4, 2).hint], [false, null]);
    const state = frame(4, 3);
    assert.deepEqual([state.ready, state.hint, state.measuredFps], [true, null, 4]);
  });

  it('measures the rate past a single stall', () => {
    let state = startFraming('standard');
    for (let count = 0; count <= 60; count++) {
      state = advanceFraming(state, anna.at(Math.round((count * 1000) / 30) + (count > 50 ? 900 : 0)));
    }
    assert.ok(state.measuredFps! > 28, `${state.measuredFps}`);
  });

  it('says what is wrong with the picture', () => {
    const at = (x: number, y: number) => (face: TraceFrame) =>
      face.kind === 'face'
        ? { ...face, points: face.points.map((value, offset) => value + [x, y, 0][offset % 3]! * 16) }
        : face;
    const scaled = (by: number) => (face: TraceFrame) =>
      face.kind === 'face'
        ? {
            ...face,
            points: face.points.map((value, offset) => {
              const middle = [320, 240, 0][offset % 3]! * 16;
              return middle + (value - middle) * by;
            }),
          }
        : face;
    const lit = (mean: number, left: number, right: number) => (face: TraceFrame) =>
      face.kind === 'face' ? { ...face, light: { mean, left, right } } : face;
    const hints = {
      no_face: ({ timestampMs }: TraceFrame) => ({ kind: 'none', timestampMs }) as const,
      many_faces: ({ timestampMs }: TraceFrame) => ({ kind: 'many', timestampMs }) as const,
      off_center: at(170, 0),
      too_far: scaled(0.5),
      too_close: scaled(2.4),
      too_dark: lit(30, 30, 30),
      too_bright: lit(240, 240, 240),
      uneven_light: lit(120, 40, 200),
    };
    for (const [hint, alter] of Object.entries(hints)) assert.equal(frame(30, 1.5, alter).hint, hint);
  });

  it('begins anew when the face is lost', () => {
    let state = frame(30, 2);
    state = advanceFraming(state, { kind: 'none', timestampMs: 2033 });
    assert.deepEqual([state.ready, state.progress], [false, 0]);
  });

  it('asks for a face that looks at the screen', () => {
    const turned = { ...anna.at(0) };
    anna.play([{ segment: 'turn-left' }], 0);
    const state = advanceFraming(startFraming('standard'), anna.at(1200));
    anna.play([], 0);
    assert.equal(turned.kind, 'face');
    assert.equal(state.hint, 'face_screen');
  });
});
