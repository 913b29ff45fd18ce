import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  compareWithGolden,
  formerGoldens,
  goldenBytes,
  openGoldenStudio,
} from '../../e2e/screens/goldens.mjs';

const MOST_BYTES = 5 * 2 ** 20;

describe('every screen looks as its kept picture does (npm run screenshots -- --goldens renew)', () => {
  let studio: Awaited<ReturnType<typeof openGoldenStudio>>;
  before(async () => {
    studio = await openGoldenStudio();
  });
  after(() => studio?.close());

  it('none differs', async () => {
    const different: string[] = [];
    for (const screen of studio.wanted) {
      const found = await compareWithGolden(studio, screen);
      if (found) different.push(`${screen.look} ${screen.name}: ${found.why}`);
    }
    assert.deepEqual(different, []);
  });

  it('a shade in a button is seen, on the element and on a desk', async () => {
    const shades = [
      ['phone-zh', 'Welcome', 'family-auth-preview { --family-auth-primary: #006a5f; }'],
      ['desktop-zh', 'ReviewQueue', ':root { --accent: #1a5fb4; }'],
    ] as const;
    for (const [look, name, content] of shades) {
      const found = await compareWithGolden(studio, { look, name }, (page) => page.addStyleTag({ content }));
      assert.match(found?.why ?? 'nothing was seen', /pixels differ/, name);
    }
  });

  it('none is kept of a screen that is gone, and all together are small', () => {
    assert.deepEqual(formerGoldens(studio.wanted), []);
    assert.ok(goldenBytes() <= MOST_BYTES, `${goldenBytes()} bytes`);
  });
});
