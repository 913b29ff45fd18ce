// The kept pictures of the screens, and how a screen of now is compared with its own. They are drawn in a font that comes with the
// development packages, at a fixed time, without photographs and without hinting: every computer with the same Chromium draws
// the same.

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';
import { launchBrowser } from '../launch-browser.mjs';
import { LOOKS } from './looks.mjs';
import { openStudio } from './studio.mjs';

const GOLDENS = fileURLToPath(new URL('../../fixtures/goldens/', import.meta.url));

/** How far a pixel's colour may be off, from 0 to 1, before it counts: a shade apart counts, the edge of a letter does not. */
const COLOR_TOLERANCE = 0.04;
/** What share of a picture's pixels may count. */
const SHARE_TOLERANCE = 0.001;

/** Seen in the dark and in English, too: one page of each kind. */
const DARK_PAGES = ['ReviewPreviewRejection', 'CounterCaseChild'];

/** A studio that draws the same everywhere. */
export async function openGoldenStudio() {
  const started = await launchBrowser({
    webgl: false,
    args: [
      '--hide-scrollbars',
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
    ],
  });
  try {
    const studio = await openStudio(started.browser, { sameEverywhere: true });
    const wanted = [
      ...studio.phases.map((name) => ({ name, look: 'phone-zh' })),
      ...studio.pages.map((name) => ({ name, look: 'desktop-zh' })),
      ...DARK_PAGES.map((name) => ({ name, look: 'desktop-dark-en' })),
    ];
    return { ...studio, wanted, close: () => started.close() };
  } catch (error) {
    await started.close();
    throw error;
  }
}

const fileOf = ({ name, look }) => `${look}-${name}.webp`;
const shot = (page) => page.screenshot({ fullPage: true, animations: 'disabled' });
const rawOf = (picture) => sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });

/** Draws a screen and keeps it. */
export async function renewGolden({ page, draw }, screen) {
  mkdirSync(GOLDENS, { recursive: true });
  await draw(screen.name, LOOKS[screen.look]);
  await sharp(await shot(page))
    .webp({ lossless: true, effort: 6 })
    .toFile(join(GOLDENS, fileOf(screen)));
}

/** Removes what no screen has any more. */
export function removeFormerGoldens(wanted) {
  for (const name of formerGoldens(wanted)) rmSync(join(GOLDENS, name));
}

export function formerGoldens(wanted) {
  const files = new Set(wanted.map(fileOf));
  return existsSync(GOLDENS) ? readdirSync(GOLDENS).filter((name) => !files.has(name)) : [];
}

export const goldenBytes = () =>
  readdirSync(GOLDENS).reduce((sum, name) => sum + statSync(join(GOLDENS, name)).size, 0);

/**
 * Draws a screen and compares it.
 *
 * @param {{page: import('playwright-core').Page, draw(name: string, look: object): Promise<boolean>}} studio
 * @param {{name: string, look: string}} screen
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} [change] done to the page before it is looked at.
 * @returns {Promise<{why: string, difference?: Buffer} | undefined>} why the two are not the same picture, or nothing.
 */
export async function compareWithGolden({ page, draw }, screen, change) {
  await draw(screen.name, LOOKS[screen.look]);
  await change?.(page);
  const kept = join(GOLDENS, fileOf(screen));
  const now = await rawOf(await shot(page));
  if (!existsSync(kept)) return { why: 'no picture of it is kept' };
  const golden = await rawOf(kept);
  const { width, height } = golden.info;
  if (width !== now.info.width || height !== now.info.height) {
    return { why: `was ${width}x${height}, is ${now.info.width}x${now.info.height}` };
  }
  const difference = Buffer.alloc(golden.data.length);
  const pixels = pixelmatch(golden.data, now.data, difference, width, height, { threshold: COLOR_TOLERANCE });
  if (pixels <= SHARE_TOLERANCE * width * height) return undefined;
  const raw = { raw: { width, height, channels: 4 } };
  return { why: `${pixels} pixels differ`, difference: await sharp(difference, raw).png().toBuffer() };
}
