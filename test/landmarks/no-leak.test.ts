import { expect } from '@open-wc/testing';
import { lookOften } from './look-often.ts';

describe('the landmark engine, looking on and on', function () {
  this.timeout(600_000);

  for (const { engine, frames } of [
    { engine: 'wasm', frames: 240 },
    { engine: 'webgl', frames: 120 },
  ] as const) {
    it(`holds after ${frames} frames what it held after half of them: ${engine}`, async () => {
      const { halfway, after, seen } = await lookOften(engine, frames);
      expect(after).to.deep.equal(halfway);
      expect(after.tensors).to.be.above(100);
      expect(engine === 'wasm' ? after.wasmBytes : after.gpuBytes).to.be.above(1_000_000);
      expect(seen.face).to.be.above(frames / 3);
      expect(seen.none).to.be.above(0);
      expect(seen.many).to.be.above(0);
      expect(seen.lids).to.be.above(frames / 5);
    });
  }
});
