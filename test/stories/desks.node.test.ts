import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type axeCore from 'axe-core';
import { type DeskScreen, deskScreens } from '../../stories/desk-screens.ts';
import { launchBrowser } from '../e2e/launch-browser.mjs';
import { LOOKS } from '../e2e/screens/looks.mjs';
import { openStudio } from '../e2e/screens/studio.mjs';
import { long } from '../long.ts';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const OTHER_LOOKS = ['desktop-dark-en', 'tablet-en', 'phone-large-text-zh', 'narrow-en'] as const;

describe("the desks' pages can be used by everybody", () => {
  let started: Awaited<ReturnType<typeof launchBrowser>>;
  let studio: Awaited<ReturnType<typeof openStudio>>;
  const said: string[] = [];
  before(async () => {
    started = await launchBrowser({ webgl: false });
    studio = await openStudio(started.browser);
    studio.page.on('console', (message) => {
      if (message.type() === 'error') said.push(message.text());
    });
    studio.page.on('pageerror', (error) => said.push(String(error)));
  });
  after(() => started?.close());

  /** Everything axe knows, and the contrast of 7:1 that it leaves out by itself. */
  async function faults(): Promise<string[]> {
    await studio.page.evaluate(AXE);
    return studio.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof axeCore };
      const { violations } = await axe.run({ rules: { 'color-contrast-enhanced': { enabled: true } } });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });
  }

  async function isFlawless(name: DeskScreen, looks: readonly (keyof typeof LOOKS)[]): Promise<void> {
    for (const look of looks) {
      assert.ok(await studio.draw(name, LOOKS[look]), `${look} is wider than its window`);
      assert.deepEqual(await faults(), [], look);
    }
    assert.deepEqual(said.splice(0), []);
  }

  for (const name of Object.keys(deskScreens) as DeskScreen[]) {
    it(`axe finds nothing in ${name}, it fits its window, and nothing of it is missing`, () =>
      isFlawless(name, ['desktop-zh']));
    it(`nor in another language, dark, narrow or with large text: ${name}`, long, () =>
      isFlawless(name, OTHER_LOOKS),
    );
  }

  it('axe sees into the pages: pale text is found', async () => {
    await studio.draw('ReviewQueue', LOOKS['desktop-zh']);
    await studio.page.addStyleTag({ content: 'main { color: #999 }' });
    assert.notDeepEqual(await faults(), []);
  });
});
