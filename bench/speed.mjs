// npm run bench:speed: the product's landmark engines beside those of others, frame by frame in one browser page.

import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countOf, oneOf, readOptions, writeReport } from '../scripts/command.mjs';
import { launchBrowser } from '../test/e2e/launch-browser.mjs';
import { fetchRivals } from './speed/fetch-rivals.mjs';
import { bundlePage, serveBench } from './speed/serve-bench.mjs';
import { ratiosTo, summarize } from './speed/summarize.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const names = [
  'ours-wasm',
  'ours-wasm-lids',
  'ours-webgl',
  'ours-webgl-lids',
  'stock',
  'human',
  'tasks-vision',
];

const HELP = `How long a face takes: the built product (each engine, as shipped: camera frame, worker, answer; -lids: with the eye model, as in
the steps in which eyes are judged) beside the stock estimateFaces of @tensorflow-models/face-landmarks-detection (tfjs runtime,
WebGL, refined), @vladmandic/human (WASM, detector and mesh) and @mediapipe/tasks-vision (CPU). One headless browser page; every
frame of a rendered person's video goes through all of them, in turns. The packages that are only compared with are fetched once,
250 MB, into node_modules/.cache, outside of the lockfile.

  npm run bench:speed -- [options]

  --frames N     frames that are measured, after 5 to get warm (default 60)
  --colds N      cold starts of each, every one in a fresh profile (default 3)
  --only NAME    this pipeline only: ${names.join(', ')}; may be given more than once
  --models DIR   where face_landmarker_v2_with_blendshapes.task lies, for tasks-vision (default ../shared/media/models)
  --film FILE    the video, WebM of 20 s at least with a face (default src/testing/people/anna.webm)
  --json FILE    writes {machine, pipelines: {NAME: {medianMs, p95Ms, minMs, longestTaskMs, longestTaskColdMs, firstFaceColdMs,
                 bytesLoaded, frames, faces}}, ratiosToStock: {NAME: {median, min}}, ratiosToTasksVision, skipped: {NAME: why}} there
  --help         show this

firstFaceColdMs runs from the request for a pipeline's code to its first face, on localhost with nothing cached; bytesLoaded are
the bodies sent until then (text and WebAssembly as gzip); longestTaskMs is the longest task on the page's main thread, cold or
warm, 0 when none took 50 ms. On a busy machine only the ratios mean something, those of the best frames (min) most.

Exit code: 0, or 1 when a pipeline saw no face at all; a wrong command 2.
`;

const options = readOptions({
  name: 'bench:speed',
  help: HELP,
  options: {
    frames: { type: 'string', default: '60' },
    colds: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
    models: { type: 'string', default: join(root, '..', 'shared', 'media', 'models') },
    film: { type: 'string', default: join(root, 'src/testing/people/anna.webm') },
    json: { type: 'string' },
  },
  check({ values: { frames, colds, only, ...rest } }) {
    return {
      ...rest,
      frames: countOf('--frames', frames),
      colds: countOf('--colds', colds),
      only: (only ?? names).map((name) => oneOf('--only', name, names)),
    };
  },
});
const WARM_FRAMES = 5;

const { skipped, measured } = whatIsMeasured();
for (const [name, why] of Object.entries(skipped)) console.log(`${name}: skipped, ${why}`);
const rivals = await fetchRivals();
const server = await serveBench({ folders: folders(rivals), files: await pageFiles(rivals) });
const { browser, close } = await launchBrowser({ args: ['--autoplay-policy=no-user-gesture-required'] });
let report;
try {
  const colds = await coldStarts();
  const { frames, machine } = await warmFrames();
  const pipelines = Object.fromEntries(measured.map((name) => [name, summarize(frames[name], colds[name])]));
  report = {
    machine,
    pipelines,
    ratiosToStock: ratiosTo('stock', pipelines),
    ratiosToTasksVision: ratiosTo('tasks-vision', pipelines),
    skipped,
  };
} finally {
  await close();
  server.close();
}
const text = writeReport(options.json, report);
console.log(text);
const blind = Object.entries(report.pipelines).filter(([, { faces }]) => faces === 0);
if (blind.length > 0) console.error(`No face at all: ${blind.map(([name]) => name).join(', ')}`);
process.exit(blind.length > 0 ? 1 : 0);

function whatIsMeasured() {
  const task = join(options.models, 'face_landmarker_v2_with_blendshapes.task');
  const skipped = {};
  if (options.only.includes('tasks-vision') && !existsSync(task)) {
    skipped['tasks-vision'] = `its model is not there: ${task}`;
  }
  return { skipped, measured: names.filter((name) => options.only.includes(name) && !(name in skipped)) };
}

function folders(rivals) {
  return {
    '/assets/': join(root, 'dist', 'assets'),
    '/models/': join(root, 'src', 'landmarks', 'models'),
    '/human-wasm/': join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist'),
    '/human-models/': join(rivals, '@vladmandic', 'human-models', 'models'),
    '/tasks-vision-wasm/': join(rivals, '@mediapipe', 'tasks-vision', 'wasm'),
    '/task-models/': resolve(options.models),
    '/film/': resolve(options.film, '..'),
  };
}

async function pageFiles(rivals) {
  const film = `/film/${encodeURIComponent(options.film.split(/[\\/]/).at(-1))}`;
  const one = `<!doctype html><title>bench:speed</title>
<video src="${film}" width="640" height="480" muted playsinline preload="auto"></video>
<script type="module" src="page.js"></script>`;
  const all = measured.map(
    (name) => `<iframe name="${name}" src="one.html" width="240" height="180"></iframe>`,
  );
  return new Map([
    ...(await bundlePage(rivals)),
    ['/page/one.html', Buffer.from(one)],
    ['/page/all.html', Buffer.from(`<!doctype html><title>bench:speed</title>${all.join('\n')}`)],
  ]);
}

async function openPage(name) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(`${server.origin}/page/${name}`);
  return { page, context };
}

function whenReady(frame) {
  return frame.waitForFunction(() => window.bench && document.querySelector('video').readyState >= 2);
}

async function coldStarts() {
  const colds = Object.fromEntries(measured.map((name) => [name, []]));
  for (let round = 1; round <= options.colds; round++) {
    for (const name of measured) {
      const { page, context } = await openPage('one.html');
      await whenReady(page);
      server.sent();
      const cold = await page.evaluate((which) => window.bench.cold(which), name);
      colds[name].push({ ...cold, bytesLoaded: server.sent() });
      await context.close();
      console.log(`cold start ${round} of ${options.colds}, ${name}: ${Math.round(cold.ms)} ms`);
    }
  }
  return colds;
}

async function warmFrames() {
  const { page, context } = await openPage('all.html');
  const frames = Object.fromEntries(measured.map((name) => [name, []]));
  for (const name of measured) {
    await whenReady(page.frame({ name }));
    await page.frame({ name }).evaluate((which) => window.bench.open(which), name);
  }
  for (let index = 0; index < options.frames + WARM_FRAMES; index++) {
    const turn = index % measured.length;
    for (const name of [...measured.slice(turn), ...measured.slice(0, turn)]) {
      const seen = await page
        .frame({ name })
        .evaluate(([which, at]) => window.bench.frame(which, at), [name, index]);
      if (index >= WARM_FRAMES) frames[name].push(seen);
    }
    const done = index + 1 - WARM_FRAMES;
    if (done > 0 && done % 20 === 0) console.log(`${done} of ${options.frames} frames`);
  }
  const renderer = await page.evaluate(rendererOf);
  await context.close();
  const { 0: cpu, length } = cpus();
  return {
    frames,
    machine: { cpus: length, cpu: cpu?.model ?? null, renderer, browser: browser.version() },
  };
}

/** Runs in the page. */
function rendererOf() {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : null;
}
