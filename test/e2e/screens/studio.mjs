// Draws any screen of the stories in a browser: of the element from its phases, of the desks from their pages. No camera, no server.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { deskScreens, withPictures } from '../../../stories/desk-screens.ts';

const root = new URL('../../../', import.meta.url);

/** Nothing answers there but this file. */
const ORIGIN = 'http://studio.test';
const PICTURES = {
  registered: '/src/testing/people/anna.idphoto.jpg',
  face: '/src/testing/people/finn.idphoto.jpg',
  document: '/test/fixtures/documents/id-front.jpg',
  documentBack: '/test/fixtures/documents/id-back.jpg',
};
const FONT = '/node_modules/@fontsource-variable/noto-sans-sc/';
const DESK_STYLES = {
  '/review/staff.css': ['staff/staff.css', 'reviewer/reviewer.css'],
  '/desk/staff.css': ['staff/staff.css'],
};

/** Stands in for every photograph. */
const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path fill="#9aa7b5" d="M0 0h4v3H0z"/><circle cx="2" cy="1.3" r=".7" fill="#5c6b7a"/></svg>';
const DRAWINGS = Object.fromEntries(Object.keys(PICTURES).map((name) => [name, '/drawing.svg']));
const FIXED_TIME = new Date('2026-11-24T03:30:00Z');

/**
 * A browser page that draws screens by their names.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{sameEverywhere?: boolean}} [options] `sameEverywhere`: at a fixed time, without photographs, in the font that comes
 *   with the development packages. By default as this computer draws it now.
 * @returns {Promise<{names: string[], phases: string[], pages: string[], page: import('playwright-core').Page, isDrawnIn(name: string, look: object): boolean, draw(name: string, look: object): Promise<boolean>}>}
 *   `names`: of the element's `phases` and the desks' `pages`. `isDrawnIn`: the desks have no elder mode. `draw` says whether the screen is as narrow as its window.
 */
export async function openStudio(browser, { sameEverywhere = false } = {}) {
  const page = await browser.contexts()[0].newPage();
  const script = await elementScript();
  await page.route('**/*', async (route) => {
    const { origin, pathname, searchParams } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    const answer = await answerTo(pathname, searchParams, { script, sameEverywhere });
    return answer === undefined ? route.fulfill({ status: 404 }) : route.fulfill(answer);
  });
  if (sameEverywhere) await fixTime(page);
  await page.goto(`${ORIGIN}/element`);
  const phases = await page.evaluate(() => globalThis.studio.names);
  const draw = async (name, { width, height, theme = 'light', ...asked }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: theme });
    if (name in deskScreens) return drawPage(page, name, asked);
    if (new URL(page.url()).pathname !== '/element') await page.goto(`${ORIGIN}/element`);
    return page.evaluate(([screen, how]) => globalThis.studio.draw(screen, how), [name, { ...asked, theme }]);
  };
  const pages = Object.keys(deskScreens);
  const isDrawnIn = (name, { elder = false }) => !(elder && name in deskScreens);
  return { names: [...phases, ...pages], phases, pages, page, isDrawnIn, draw };
}

async function fixTime(page) {
  await page.clock.setFixedTime(FIXED_TIME);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Shanghai' });
}

async function drawPage(page, name, { lang, textScale = 1 }) {
  await page.goto(`${ORIGIN}/screen?${new URLSearchParams({ name, lang, textScale: String(textScale) })}`);
  return page.evaluate(async () => {
    for (const picture of document.images) picture.loading = 'eager';
    await Promise.all([document.fonts.ready, ...Array.from(document.images, (picture) => picture.decode())]);
    return document.documentElement.scrollWidth <= innerWidth;
  });
}

async function answerTo(path, query, { script, sameEverywhere }) {
  const html = (body) => ({ contentType: 'text/html; charset=utf-8', body });
  const font = sameEverywhere
    ? `<link rel="stylesheet" href="${FONT}index.css"><link rel="stylesheet" href="/font.css">`
    : '';
  if (path === '/element') {
    return html(
      `<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width">${font}<body style="margin:0"><script src="/element.js"></script></body></html>`,
    );
  }
  if (path === '/element.js') return { contentType: 'text/javascript', body: script };
  if (path === '/drawing.svg') return { contentType: 'image/svg+xml', body: DRAWING };
  if (path === '/font.css') return { contentType: 'text/css', body: FONT_STYLE };
  if (path === '/screen') {
    const pictures = sameEverywhere ? DRAWINGS : PICTURES;
    const page = withPictures(deskScreens[query.get('name')](query.get('lang')), pictures);
    const scale = `<style>html{font-size:${100 * Number(query.get('textScale'))}%}</style>`;
    return html(page.replace('</head>', `${font}${scale}</head>`));
  }
  const files = DESK_STYLES[path]?.map((name) => `/sandbox/src/${name}`) ?? [path];
  if (!files.every(isServed)) return undefined;
  const parts = await Promise.all(files.map((file) => readFile(new URL(`.${file}`, root))));
  return { contentType: TYPES[path.slice(path.lastIndexOf('.'))], body: Buffer.concat(parts) };
}

const TYPES = { '.css': 'text/css', '.jpg': 'image/jpeg', '.woff2': 'font/woff2' };
const isServed = (file) =>
  Object.values(PICTURES).includes(file) || file.startsWith('/sandbox/src/') || file.startsWith(FONT);

const FONT_STYLE = `
body { font-family: 'Noto Sans SC Variable' !important; }
family-auth-preview { --family-auth-font: 'Noto Sans SC Variable'; }`;

async function elementScript() {
  const { outputFiles } = await build({
    stdin: {
      resolveDir: fileURLToPath(root),
      loader: 'ts',
      contents: `
        import { FamilyAuthPreviewElement } from './src/element/preview-element.ts';
        import { allPhases } from './stories/phases.ts';
        customElements.define('family-auth-preview', FamilyAuthPreviewElement);
        globalThis.studio = {
          names: Object.keys(allPhases),
          async draw(name, { lang, elder = false, theme, textScale = 1 }) {
            document.documentElement.style.fontSize = 100 * textScale + '%';
            const element = Object.assign(new FamilyAuthPreviewElement(), { lang, elder, theme });
            element.literal = allPhases[name];
            document.body.replaceChildren(element);
            document.body.style.background = theme === 'dark' ? '#10181a' : '#ffffff';
            await element.updateComplete;
            await document.fonts.ready;
            return document.documentElement.scrollWidth <= innerWidth;
          },
        };`,
    },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
