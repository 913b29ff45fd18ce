import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { bundleContentsFile } from '../../../scripts/rollup-plugins.mjs';
import { reachedFrom } from '../../package/bundle-graph.ts';
import { elementScreens } from '../flow/screens.mjs';
import { watchPhases } from '../flow/watch-page.mjs';
import { packPackage } from '../frameworks/build-stack.mjs';
import { beSeen, goToConsent, logIn, passConsent } from '../frameworks/visit-page.mjs';
import { launchBrowser } from '../launch-browser.mjs';
import { timeOnSlowLine } from './slow-line.mjs';

const FOLDER = '/family-auth/';
/** The demo portal's own camera for those without one. */
const OF_THE_PORTAL = /^(testing|frame-test)\//;
const STAGES = ['firstPaint', 'beforeLogin', 'beforeConsent', 'afterConsent'];
/** What the pages call the folders of dist/ that they serve. */
const SERVED = { inline: (name) => name, frame: (name) => name.replace(/^frame\//, 'frame-page/') };

/** Walks the demo portal and tells what of this package was fetched at each stage; see test/e2e/size.mjs for the fields. */
export async function measureSizes() {
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
  const opened = await launchBrowser({
    webgl: false,
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  });
  try {
    await seeFirstPicture(opened.browser, sandbox);
    const inline = await walk(opened.browser, sandbox);
    const frame = await inFrame(opened.browser);
    const slowLine = await timeOnSlowLine(opened.browser, `${sandbox.portalUrl}/?isolation=inline`);
    return {
      ...sum(inline.files),
      tarballBytes: await tarballBytes(),
      frame: { ...frame.sums, host: frame.host },
      slowLine,
      files: inline.files,
      frameFiles: frame.files,
      forbidden: [...inline.forbidden, ...frame.forbidden],
    };
  } finally {
    await opened.close();
    await sandbox.close();
  }
}

/** The first picture must not wait for more than is counted as such: everything else is held back here. */
async function seeFirstPicture(browser, { portalUrl }) {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  await page.route(`**${FOLDER}**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(FOLDER.length);
    if (AT_ONCE.inline.has(name) || OF_THE_PORTAL.test(name)) return route.continue();
  });
  await page.goto(`${portalUrl}/?isolation=inline`);
  await elementScreens(page).root.getByRole('heading').first().waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}

async function walk(browser, { portalUrl, backendUrl }) {
  const { page, phases, log } = await openPage(browser, 'inline', { portalUrl, backendUrl });
  const element = elementScreens(page);
  await phases.until(['welcome']);
  await page.waitForLoadState('networkidle');
  await log.enter('beforeConsent', page.mainFrame());
  await logIn({ page, phases, element });
  await goToConsent({ phases, element });
  await page.waitForLoadState('networkidle');
  await log.enter('afterConsent');
  await passConsent({ phases, element });
  await beSeen({ page, phases, element });
  await page.waitForLoadState('networkidle');
  return log.end();
}

/** With a sandbox of its own: an account is registered once. */
async function inFrame(browser) {
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
  try {
    return await walkToConsentInFrame(browser, sandbox);
  } finally {
    await sandbox.close();
  }
}

/** `host`: what the page around the frame loads until the frame has welcomed. */
async function walkToConsentInFrame(browser, { portalUrl, backendUrl }) {
  const { page, phases, log } = await openPage(browser, 'frame', { portalUrl, backendUrl });
  const element = elementScreens(page, 'frame');
  await phases.until(['welcome']);
  await page.waitForLoadState('networkidle');
  const inside = page.frames().find((frame) => frame !== page.mainFrame());
  await log.enter('beforeConsent', inside);
  await logIn({ page, phases, element });
  await goToConsent({ phases, element });
  await page.waitForLoadState('networkidle');
  const { files, hostFiles, forbidden } = await log.end();
  const { firstPaintGzip, beforeLoginGzip, beforeConsentGzip } = sum(files);
  return {
    files,
    forbidden,
    sums: { firstPaintGzip, beforeLoginGzip, beforeConsentGzip },
    host: { beforeLoginGzip: sum(hostFiles).beforeLoginGzip },
  };
}

async function openPage(browser, isolation, { portalUrl, backendUrl }) {
  const page = await (await browser.newContext({ locale: 'en' })).newPage();
  await page.addInitScript(() => {
    const note = ({ detail }) => {
      if (detail.kind === 'welcome') globalThis.__welcomeAtMs ??= performance.now();
    };
    document.addEventListener('family-auth-phase', note, true);
  });
  const log = watchRequests(page, isolation, [new URL(portalUrl).origin, new URL(backendUrl).origin]);
  const phases = await watchPhases(page);
  await log.enter('beforeLogin');
  await page.goto(`${portalUrl}/?isolation=${isolation}`);
  return { page, phases, log };
}

/** Every request of the page and its workers, with the stage in which it began. */
function watchRequests(page, isolation, origins) {
  const asked = [];
  const forbidden = new Set();
  let stage = STAGES[0];
  page.context().on('request', (request) => {
    const url = new URL(request.url());
    if (!/^https?:$/.test(url.protocol)) return;
    const name = url.pathname.slice(FOLDER.length);
    if (!origins.includes(url.origin)) forbidden.add(url.href);
    else if (url.pathname.startsWith(FOLDER) && !OF_THE_PORTAL.test(name)) {
      const isHosts = isolation === 'frame' && url.origin === origins[0];
      asked.push({
        href: url.href,
        name: SERVED[isolation](name),
        isHosts,
        stage,
        response: request.response(),
      });
    }
  });
  return {
    /** What was asked for once the welcome was on show, while it is read, is of the stage after it. */
    async enter(next, frame) {
      const readAhead = (await frame?.evaluate(askedAfterWelcome)) ?? [];
      for (const one of asked) if (readAhead.includes(one.href)) one.stage = next;
      stage = next;
    },
    async end() {
      const [files, hostFiles] = [[], []];
      for (const { name, isHosts, stage: when, response } of asked) {
        const list = isHosts ? hostFiles : files;
        if (list.some((file) => file.name === name)) continue;
        const body = await (await response)?.body().catch(() => readFileSync(`dist/${name}`));
        const at = AT_ONCE[isHosts ? 'inline' : isolation].has(name) ? 'firstPaint' : when;
        if (body) list.push({ name, stage: at, ...sizeOf(name, body), madeOf: contents()[name] });
      }
      return { files, hostFiles, forbidden: [...forbidden] };
    },
  };
}

const askedAfterWelcome = () =>
  performance
    .getEntriesByType('resource')
    .filter(({ startTime }) => startTime >= globalThis.__welcomeAtMs)
    .map(({ name }) => name);

/** What a page's script imports at once stands between the page and its first picture. */
const AT_ONCE = {
  inline: new Set(reachedFrom('browser/family-auth.js', { dynamic: false }).files),
  frame: new Set(reachedFrom('frame-page/frame.js', { dynamic: false }).files),
};

function sizeOf(name, body) {
  const isText = /\.(js|json|html|css)$/.test(name);
  return { bytes: body.length, gzip: isText ? gzipSync(body, { level: 9 }).length : body.length };
}

/** Of each built file: bytes by room of src/ and by package, largest first. */
const contents = () => JSON.parse(readFileSync(bundleContentsFile, 'utf8'));

function sum(files) {
  const total = (chosen) => files.filter(chosen).reduce((bytes, { gzip }) => bytes + gzip, 0);
  const isScript = ({ name }) => !/\.(wasm|bin|jpg)$/.test(name);
  const until = (stage) => {
    const stages = STAGES.slice(0, STAGES.indexOf(stage) + 1);
    return total((file) => isScript(file) && stages.includes(file.stage));
  };
  return {
    firstPaintGzip: until('firstPaint'),
    beforeLoginGzip: until('beforeLogin'),
    beforeConsentGzip: until('beforeConsent'),
    afterConsentGzip: total(({ stage }) => stage === 'afterConsent'),
    engineGzip: total(({ name }) => /^assets\/landmark-.*\.js$/.test(name)),
    wasmBytes: total(({ name }) => name.endsWith('.wasm')),
    modelBytes: total(({ name }) => name.startsWith('assets/models/')),
  };
}

async function tarballBytes() {
  const { path, remove } = await packPackage();
  const bytes = readFileSync(path).length;
  remove();
  return bytes;
}
