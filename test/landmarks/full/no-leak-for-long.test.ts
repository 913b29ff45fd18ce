import { expect } from '@open-wc/testing';
import { lookOften } from '../look-often.ts';

describe('the landmark engine, over a minute of frames', function () {
  this.timeout(1_800_000);

  it('holds after 2,000 frames what it held after 1,000, tensors and memory', async () => {
    const { halfway, after, seen } = await lookOften('wasm', 2_000);
    expect(after).to.deep.equal(halfway);
    expect(seen.face + seen.none + seen.many).to.equal(2_000);
  });
});
