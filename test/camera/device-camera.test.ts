import { expect } from '@open-wc/testing';
import { CancelledError } from '../../src/base/errors.ts';
import type { Camera } from '../../src/camera/camera.ts';
import { deviceCamera } from '../../src/camera/device-camera.ts';

async function take(camera: Camera, count: number): Promise<{ timestampMs: number; width: number }[]> {
  const seen: { timestampMs: number; width: number }[] = [];
  for await (const { image, timestampMs, width } of camera.frames()) {
    image.close();
    seen.push({ timestampMs, width });
    if (seen.length === count) break;
  }
  return seen;
}

describe('the device camera', () => {
  it('yields frames with strictly rising capture times', async () => {
    const camera = await deviceCamera.open({ facing: 'user' });
    try {
      const frames = await take(camera, 5);
      const times = frames.map((frame) => frame.timestampMs);
      expect(times).to.deep.equal([...times].sort((a, b) => a - b));
      expect(new Set(times).size).to.equal(5);
      expect(frames[0]?.width).to.be.greaterThan(0);
    } finally {
      camera.close();
    }
  });

  it('stops every track when it is closed, and may be closed twice', async () => {
    const camera = await deviceCamera.open({ facing: 'user' });
    camera.close();
    camera.close();
    expect(camera.stream.getTracks().map((track) => track.readyState)).to.deep.equal(['ended']);
  });

  it('ends its frames when it is closed while somebody waits for one', async () => {
    const camera = await deviceCamera.open({ facing: 'user' });
    const frames = camera.frames()[Symbol.asyncIterator]();
    const first = await frames.next();
    if (!first.done) first.value.image.close();
    camera.close();
    const last = await frames.next();
    expect(last.done).to.equal(true);
  });

  it('tells whoever waits for a frame that it was unplugged', async () => {
    const camera = await deviceCamera.open({ facing: 'user' });
    try {
      const frames = camera.frames()[Symbol.asyncIterator]();
      const first = await frames.next();
      if (!first.done) first.value.image.close();
      const watched = (async () => {
        for (;;) {
          const { value, done } = await frames.next();
          if (done) return 'the end';
          value.image.close();
        }
      })();
      camera.stream.getVideoTracks()[0]!.dispatchEvent(new Event('ended'));
      expect(await watched.catch((error) => error.code)).to.equal('camera_ended');
    } finally {
      camera.close();
    }
  });

  it('asks for video only', async () => {
    const camera = await deviceCamera.open({ facing: 'user' });
    expect(camera.stream.getAudioTracks()).to.deep.equal([]);
    camera.close();
  });

  it('reports the camera that a device id names as unsatisfiable when there is no such camera', async () => {
    let code = '';
    try {
      await deviceCamera.open({ facing: 'user', deviceId: 'no-such-camera' });
    } catch (error) {
      code = (error as { code: string }).code;
    }
    expect(code).to.equal('camera_unsatisfiable');
  });

  it('does not open when the caller has already gone', async () => {
    const gone = AbortSignal.abort();
    let caught: unknown;
    try {
      await deviceCamera.open({ facing: 'user', signal: gone });
    } catch (error) {
      caught = error;
    }
    expect(caught).to.be.instanceOf(CancelledError);
  });

  it('lists the cameras there are', async () => {
    expect((await deviceCamera.list()).length).to.be.greaterThan(0);
  });
});
