import { expect } from '@open-wc/testing';
import { openStreamCamera } from '../../src/camera/stream-camera.ts';

describe('a camera that is a stream', () => {
  it('goes on in the new shape when the phone is turned, and each frame has the shape of its picture', async () => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d')!;
    const hold = (width: number, height: number) => Object.assign(canvas, { width, height });
    hold(640, 480);
    const drawing = setInterval(() => {
      context.fillStyle = `hsl(${performance.now() % 360} 50% 50%)`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }, 30);
    const camera = openStreamCamera(canvas.captureStream(), 'user');
    const shapes: string[] = [];
    let turnedFrames = 0;
    try {
      for await (const { image, width, height } of camera.frames()) {
        const { displayWidth, displayHeight } = image as VideoFrame;
        image.close();
        expect([displayWidth, displayHeight]).to.deep.equal([width, height]);
        const shape = `${width} x ${height}`;
        if (shapes.at(-1) !== shape) shapes.push(shape);
        if (shapes.length === 1) hold(480, 640);
        else if (++turnedFrames === 3) break;
      }
    } finally {
      clearInterval(drawing);
      camera.close();
    }
    expect(shapes).to.deep.equal(['640 x 480', '480 x 640']);
  });
});
