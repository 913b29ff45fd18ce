import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { watchPhases } from '../flow/watch-page.mjs';
import { frameOf, openStage } from '../isolation/frame-stage.mjs';

type Stage = Awaited<ReturnType<typeof openStage>>;

/** A tab in which each file that `pattern` matches comes with a line's end more: a script that would run as before, but another. */
async function altered({ browser }: Stage, pattern: RegExp) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  let changed = 0;
  await context.route(pattern, async (route) => {
    const response = await route.fetch();
    const body = Buffer.concat([await response.body(), Buffer.from('\n')]);
    changed += 1;
    await route.fulfill({ response, body });
  });
  const phases = await watchPhases(page);
  return { page, phases, said, changes: () => changed, close: () => context.close() };
}

describe('one byte more in what this release serves', () => {
  let stage: Stage;
  const portal = (isolation: string) => `${stage.sandbox.portalUrl}/?lang=en&isolation=${isolation}`;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('the element’s own script does not run', async () => {
    const { page, said, changes, close } = await altered(stage, /\/browser\/family-auth\.js$/);
    const refused = page.waitForEvent('console', (message) => message.text().includes('integrity'));
    await page.goto(portal('inline'));
    await refused;
    assert.ok(changes() > 0);
    assert.ok(said.some((text) => text.includes('browser/family-auth.js')));
    assert.equal(await page.evaluate(() => customElements.get('family-auth') !== undefined), false);
    await close();
  });

  test('a part of it that comes later does not run, and the person is told', async () => {
    const { page, phases, changes, close } = await altered(stage, /\/browser\/chunks\//);
    await page.goto(portal('inline'));
    await phases.until(['problem']);
    assert.ok(changes() > 0);
    assert.equal(phases.current()?.code, 'script_unavailable');
    await close();
  });

  for (const [what, pattern] of [
    ['the frame’s script', /\/frame\/frame\.js$/],
    ['a part of the frame’s script', /\/frame\/chunks\//],
  ] as const) {
    test(`${what} does not run`, async () => {
      const { page, said, changes, close } = await altered(stage, pattern);
      const refused = page.waitForEvent('console', (message) => message.text().includes('integrity'));
      await page.goto(portal('frame'));
      await refused;
      assert.ok(changes() > 0);
      assert.ok(frameOf(page));
      assert.ok(said.some((text) => text.includes('/frame/')));
      await close();
    });
  }

  for (const [what, pattern] of [
    ['the probe of the GPU', /\/landmark-probe-[\w-]+\.js$/],
    ['the worker', /\/landmark-worker-wasm-[\w-]+\.js$/],
    ['WebAssembly', /\.wasm$/],
    ['a model', /\/face-mesh-\w+\.bin$/],
  ] as const) {
    test(`${what} is not used`, async () => {
      const { page, changes, close } = await altered(stage, pattern);
      await page.goto(portal('inline'));
      const code = await page.evaluate(async (library) => {
        const { createLandmarkDetector } = await import(library);
        const options = { assetsUrl: new URL('/family-auth/assets/', location.href).href };
        return createLandmarkDetector(options).then(
          () => 'none',
          (error: { code: string }) => error.code,
        );
      }, '/family-auth/landmarks/create-landmark-detector.js');
      assert.ok(changes() > 0);
      assert.equal(code, 'asset_corrupt');
      await close();
    });
  }
});
