import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { parseOptions } from '../../../scripts/command.mjs';
import { FLOW_COMMAND } from '../../../test/e2e/flow/options.mjs';
import { runPortalFlow } from '../../../test/e2e/flow/portal-flow.mjs';
import { createFlowLog } from '../../../test/e2e/flow/run-flow.mjs';
import { readScriptedVideo } from '../../../test/e2e/flow/scripted-video.mjs';
import { launchBrowser } from '../../../test/e2e/launch-browser.mjs';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { startSandbox } from '../support/test-database.ts';

const person = (file: string) => fileURLToPath(new URL(`${file}`, RENDERED_PEOPLE));

let folder: string;
let sandbox: Sandbox;
let chromium: Awaited<ReturnType<typeof launchBrowser>>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'family-auth-own-face-'));
  const webcam = join(folder, 'webcam.mjpeg');
  await writeFile(webcam, await videoOf(person('anna.idphoto.jpg')));
  sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
  chromium = await launchBrowser({
    webgl: false,
    args: [
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${webcam}`,
    ],
  });
});
after(async () => {
  await chromium?.close();
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A second of a webcam that shows one picture: Chromium reads JPEGs in a row as a video. */
async function videoOf(picture: string): Promise<Buffer> {
  const size = { fit: 'contain', background: '#888' } as const;
  const frame = await sharp(picture).resize(640, 480, size).jpeg({ quality: 95 }).toBuffer();
  return Buffer.concat(Array.from({ length: 30 }, () => frame));
}

/** What a person does on the page; the name and number it shows. */
async function enrolByCamera(browser: Browser, url: string) {
  const page = await browser.contexts()[0]!.newPage();
  await page.goto(url);
  await page.locator('input[name=consent]').check();
  await page.locator('#open-camera').click();
  await page.locator('#take').click();
  await page.locator('button.primary').click();
  const name = await page.locator('#name').innerText();
  return { page, citizen: { name, number: await page.locator('#number').innerText() } };
}

it('somebody enrolled by webcam walks to an approval with that face, and is then deleted', async () => {
  const { page, citizen } = await enrolByCamera(chromium.browser, sandbox.enrolmentUrl);
  const clip = { citizen, scriptedVideo: readScriptedVideo(person('anna.webm')) };
  const scene = { sandbox, browser: chromium.browser, log: createFlowLog(null), clip };
  const outcome = await runPortalFlow({ ...scene, options: parseOptions(FLOW_COMMAND, ['--brief']) });
  assert.deepEqual([outcome.status, outcome.refusedBy], ['approved', null]);

  await page.bringToFront();
  await page.locator('button.danger').click();
  await page.locator('.notice').waitFor();
  assert.equal(await page.locator('#number').count(), 0);
});
