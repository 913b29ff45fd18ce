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

const FOLDER = '/family-auth/';
/** The demo portal's own camera for those without one. */
const TESTING = `${FOLDER}testing/`;
const STAGES = ['firstPaint', 'beforeLogin', 'beforeConsent', 'afterConsent'];

/** Walks the demo portal and tells what of this package was fetched at each stage; see test/e2e/size.mjs for the fields. */
export async function measureSizes() {
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
  const opened = await launchBrowser({
    webgl: false,
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  });
  try {
    const log = await walk(opened.browser, sandbox);
    return { ...sum(log.files), tarballBytes: await tarballBytes(), ...log };
  } finally {
    await opened.close();
    await sandbox.close();
  }
}

async function walk(browser, { portalUrl, backendUrl }) {
  const page = await (await browser.newContext({ locale: 'en' })).newPage();
  const log = watchRequests(page, [new URL(portalUrl).origin, new URL(backendUrl).origin]);
  const phases = await watchPhases(page);
  const element = elementScreens(page);
  log.enter('beforeLogin');
  await page.goto(`${portalUrl}/?isolation=inline`);
  await phases.until(['welcome']);
  await page.waitForLoadState('networkidle');
  log.enter('beforeConsent');
  await logIn({ page, phases, element });
  await goToConsent({ phases, element });
  await page.waitForLoadState('networkidle');
  log.enter('afterConsent');
  await passConsent({ phases, element });
  await beSeen({ page, phases, element });
  await page.waitForLoadState('networkidle');
  return log.end();
}

/** Every request of the page and its workers, with the stage in which it began. */
function watchRequests(page, origins) {
  const asked = [];
  const forbidden = new Set();
  let stage = STAGES[0];
  page.context().on('request', (request) => {
    const url = new URL(request.url());
    if (!/^https?:$/.test(url.protocol)) return;
    if (!origins.includes(url.origin)) forbidden.add(url.href);
    else if (url.pathname.startsWith(FOLDER) && !url.pathname.startsWith(TESTING)) {
      asked.push({ name: url.pathname.slice(FOLDER.length), stage, response: request.response() });
    }
  });
  return {
    enter(next) {
      stage = next;
    },
    async end() {
      const files = [];
      for (const { name, stage: when, response } of asked) {
        if (files.some((file) => file.name === name)) continue;
        const body = await (await response)?.body().catch(() => readFileSync(`dist/${name}`));
        if (body)
          files.push({ name, stage: stageOf(name, when), ...sizeOf(name, body), madeOf: contents()[name] });
      }
      return { files, forbidden: [...forbidden] };
    },
  };
}

/** What the page's script imports at once stands between the page and its first picture. */
const AT_ONCE = new Set(reachedFrom('browser/family-auth.js', { dynamic: false }).files);
const stageOf = (name, when) => (AT_ONCE.has(name) ? 'firstPaint' : when);

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
