import { expect } from '@open-wc/testing';
import { lookOften } from '../look-often.ts';

describe('the landmark engine, over a minute of frames', function () {
  this.timeout(3_600_000);

  for (const engine of ['wasm', 'webgl'] as const) {
    it(`holds after 2,000 frames what it held after 1,000, tensors and memory: ${engine}`, async () => {
      const { halfway, after, seen } = await lookOften(engine, 2_000);
      expect(after).to.deep.equal(halfway);
      expect(seen.face + seen.none + seen.many).to.equal(2_000);
      expect(seen.lids).to.be.above(400);
    });
  }
});
