import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureClock } from '../../src/camera/read-frames.ts';

/** Frames of a browser without capture times: the stream's seconds and the moment shown, milliseconds. */
const readAll = (frames: readonly (readonly [mediaTime: number, presentationTime: number])[]) => {
  const clock = new CaptureClock();
  return frames.map(([mediaTime, presentationTime]) =>
    Math.round(clock.read({ mediaTime, presentationTime }) ?? Number.NaN),
  );
};

describe("a frame's time", () => {
  it('is the capture time where the browser knows it', () => {
    const clock = new CaptureClock();
    assert.equal(clock.read({ captureTime: 5000, mediaTime: 1, presentationTime: 5040 }), 5000);
  });

  it("goes by the stream's own time, which does not jitter as the screen does", () => {
    const frames = [
      [0, 1000],
      [0.033, 1041],
      [0.067, 1069],
      [0.1, 1180],
    ] as const;
    assert.deepEqual(readAll(frames), [1000, 1033, 1067, 1100]);
  });

  it('runs on where a captured film is wound back or forward', () => {
    const frames = [
      [2.9, 1000],
      [2.933, 1033],
      [0, 1080],
      [0.033, 1113],
      [8.3, 1150],
      [8.333, 1183],
    ] as const;
    assert.deepEqual(readAll(frames), [1000, 1033, 1080, 1113, 1150, 1183]);
  });

  it('passes over a frame that was taken within a millisecond of the one before', () => {
    const clock = new CaptureClock();
    const times = [5000.5, 5001.4, 5001.5, 5001.5, 4990, 5034.2].map((captureTime) =>
      clock.read({ captureTime, mediaTime: 0, presentationTime: 0 }),
    );
    assert.deepEqual(times, [5000.5, null, 5001.5, null, null, 5034.2]);
  });
});
