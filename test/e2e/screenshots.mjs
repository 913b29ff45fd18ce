// npm run screenshots [-- --out DIR] [--only NAMES] [--looks NAMES]: every screen of the element and of the desks, in every look.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { oneOf, readOptions, UsageError, writeReport } from '../../scripts/command.mjs';
import { withProgress } from '../../scripts/progress.mjs';
import { launchBrowser } from './launch-browser.mjs';
import { LOOKS } from './screens/looks.mjs';

const HELP = `Takes a picture of every screen of the element and of the desks in every look, without camera or server, and writes an index to
leaf through. The screens are the stories' (stories/phases.ts, stories/desk-screens.ts).

  npm run screenshots -- [options]

  --out DIR      folder for the pictures and index.html (default: screenshots-out)
  --only NAMES   only the screens whose name begins with one of these, separated by commas: Consent,Prompt
  --looks NAMES  only these looks, separated by commas: ${Object.keys(LOOKS).join(', ')}
  --goldens DO   check: compare with the pictures in test/fixtures/goldens, which a computer with the same Chromium draws alike, and
                 put what differs into DIR; renew: keep new ones
  --json FILE    write there what was taken: {screens: [{name, look, file, width, height}]}
  --help         show this

Exit code 0: all pictures were taken, and no screen was wider than its window. 1: one was, could not be drawn, or differs. 2: the command was
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
    goldens: { type: 'string' },
    json: { type: 'string' },
  },
  check: ({ values }) => ({
    ...values,
    goldens: values.goldens && oneOf('--goldens', values.goldens, ['check', 'renew']),
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
  if (options.goldens) return takeGoldens(folder);
  const started = await launchBrowser({ webgl: false, args: ['--hide-scrollbars'] });
  try {
    // Loaded late: an older Node cannot read it, and is told so first.
    const { openStudio } = await import('./screens/studio.mjs');
    const studio = await openStudio(started.browser);
    const names = studio.names.filter((name) => options.only.some((beginning) => name.startsWith(beginning)));
    if (names.length === 0)
      throw new UsageError(`--only ${options.only}: no screen has a name that begins so`);
    const wanted = options.looks.flatMap((look) =>
      names.filter((name) => studio.isDrawnIn(name, LOOKS[look])).map((name) => ({ name, look })),
    );
    const screens = [];
    for await (const each of withProgress(wanted, ({ name, look }) => `${look} ${name}`)) {
      screens.push(await take(studio, folder, each));
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

/** Compares the kept pictures with the screens of now, or keeps new ones. */
async function takeGoldens(folder) {
  const goldens = await import('./screens/goldens.mjs');
  const studio = await goldens.openGoldenStudio();
  try {
    const wanted = studio.wanted.filter(({ name }) =>
      options.only.some((beginning) => name.startsWith(beginning)),
    );
    let different = 0;
    for await (const screen of withProgress(wanted, ({ name, look }) => `${look} ${name}`)) {
      if (options.goldens === 'renew') await goldens.renewGolden(studio, screen);
      else {
        const found = await goldens.compareWithGolden(studio, screen);
        if (found === undefined) continue;
        different += 1;
        console.log(`✖ ${screen.look} ${screen.name}: ${found.why}`);
        const file = join(folder, `${screen.look}-${screen.name}`);
        await studio.page.screenshot({ path: `${file}.png`, fullPage: true, animations: 'disabled' });
        if (found.difference) writeFileSync(`${file}-difference.png`, found.difference);
      }
    }
    if (options.goldens === 'renew') goldens.removeFormerGoldens(studio.wanted);
    const mebibytes = (goldens.goldenBytes() / 2 ** 20).toFixed(1);
    console.log(`${wanted.length} pictures, ${different} of them different; ${mebibytes} MiB are kept.`);
    return different === 0 ? 0 : 1;
  } finally {
    await studio.close();
  }
}

async function take({ page, draw }, folder, { name, look }) {
  const { width, height } = LOOKS[look];
  const fits = await draw(name, LOOKS[look]);
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
