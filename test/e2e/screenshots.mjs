// npm run screenshots [-- --out DIR] [--only NAMES] [--looks NAMES]: every screen of the element, in every look.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { oneOf, readOptions, UsageError, writeReport } from '../../scripts/command.mjs';
import { withProgress } from '../../scripts/progress.mjs';
import { launchBrowser } from './launch-browser.mjs';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** How a screen may be looked at. `textScale`: the size of text that the person set in the browser. */
const LOOKS = {
  'phone-zh': { ...PHONE, lang: 'zh-CN' },
  'phone-en': { ...PHONE, lang: 'en' },
  'phone-dark-zh': { ...PHONE, lang: 'zh-CN', theme: 'dark' },
  'phone-elder-zh': { ...PHONE, lang: 'zh-CN', elder: true },
  'phone-elder-en': { ...PHONE, lang: 'en', elder: true },
  'phone-large-text-zh': { ...PHONE, lang: 'zh-CN', textScale: 2 },
  'narrow-en': { width: 320, height: 640, lang: 'en' },
  'landscape-zh': { width: 844, height: 390, lang: 'zh-CN' },
  'desktop-zh': { ...DESKTOP, lang: 'zh-CN' },
  'desktop-dark-en': { ...DESKTOP, lang: 'en', theme: 'dark' },
};

const HELP = `Takes a picture of every screen of the element in every look, without camera or server, and writes an index to leaf
through. The screens are the stories' (stories/phases.ts).

  npm run screenshots -- [options]

  --out DIR      folder for the pictures and index.html (default: screenshots-out)
  --only NAMES   only the screens whose name begins with one of these, separated by commas: Consent,Prompt
  --looks NAMES  only these looks, separated by commas: ${Object.keys(LOOKS).join(', ')}
  --json FILE    write there what was taken: {screens: [{name, look, file, width, height}]}
  --help         show this

Exit code 0: all pictures were taken, and no screen was wider than its window. 1: one was, or could not be drawn. 2: the command was
wrong.
`;

const namesOf = (text) => text?.split(',').filter((name) => name !== '');
const options = readOptions({
  name: 'screenshots',
  help: HELP,
  options: {
    out: { type: 'string', default: 'screenshots-out' },
    only: { type: 'string' },
    looks: { type: 'string' },
    json: { type: 'string' },
  },
  check: ({ values }) => ({
    ...values,
    only: namesOf(values.only) ?? [''],
    looks: (namesOf(values.looks) ?? Object.keys(LOOKS)).map((look) =>
      oneOf('--looks', look, Object.keys(LOOKS)),
    ),
  }),
});
process.exitCode = await main();

async function main() {
  const folder = resolve(options.out);
  mkdirSync(folder, { recursive: true });
  const started = await launchBrowser({ webgl: false, args: ['--hide-scrollbars'] });
  try {
    const page = await openStudio(started.browser);
    const names = (await page.evaluate(() => globalThis.studio.names)).filter((name) =>
      options.only.some((beginning) => name.startsWith(beginning)),
    );
    if (names.length === 0)
      throw new UsageError(`--only ${options.only}: no screen has a name that begins so`);
    const wanted = options.looks.flatMap((look) => names.map((name) => ({ name, look })));
    const screens = [];
    for await (const each of withProgress(wanted, ({ name, look }) => `${look} ${name}`)) {
      screens.push(await take(page, folder, each));
    }
    return tell(folder, screens);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`screenshots: ${error.message}`);
    return 2;
  } finally {
    await started.close();
  }
}

/** A page that draws any screen by its name. */
async function openStudio(browser) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      resolveDir: root,
      loader: 'ts',
      contents: `
        import { FamilyAuthPreviewElement } from './src/element/preview-element.ts';
        import { allPhases } from './stories/phases.ts';
        customElements.define('family-auth-preview', FamilyAuthPreviewElement);
        globalThis.studio = {
          names: Object.keys(allPhases),
          async draw(name, { lang, elder = false, theme = 'light', textScale = 1 }) {
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
  const page = await browser.contexts()[0].newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setContent(
    '<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width"><body style="margin:0"></body></html>',
  );
  await page.addScriptTag({ content: outputFiles[0].text });
  return page;
}

async function take(page, folder, { name, look }) {
  const { width, height, ...asked } = LOOKS[look];
  await page.setViewportSize({ width, height });
  const fits = await page.evaluate(([screen, how]) => globalThis.studio.draw(screen, how), [name, asked]);
  const file = `${look}-${name}.png`;
  await page.screenshot({ path: join(folder, file), fullPage: true, animations: 'disabled' });
  return { name, look, file, width, height, fits };
}

function tell(folder, screens) {
  writeFileSync(join(folder, 'index.html'), indexOf(screens));
  writeReport(options.json, { screens: screens.map(({ fits: _, ...screen }) => screen) });
  const wide = screens.filter(({ fits }) => !fits);
  for (const { name, look } of wide) console.log(`✖ ${name} is wider than its window in ${look}`);
  console.log(`${screens.length} pictures in ${folder}, ${wide.length} too wide. Leaf through index.html.`);
  return wide.length === 0 ? 0 : 1;
}

/** One row a screen, one column a look. */
function indexOf(screens) {
  const names = [...new Set(screens.map(({ name }) => name))];
  const rows = names.map((name) => {
    const pictures = screens
      .filter((screen) => screen.name === name)
      .map(
        ({ look, file }) =>
          `<figure><img src="${file}" loading="lazy" alt="${name}, ${look}"><figcaption>${look}</figcaption></figure>`,
      );
    return `<h2>${name}</h2><div>${pictures.join('')}</div>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title>
<style>div{display:flex;gap:16px;overflow-x:auto}figure{margin:0}img{height:480px;border:1px solid #999}</style>
${rows.join('\n')}</html>`;
}
