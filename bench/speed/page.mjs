// Runs in the browser, one frame of the page for each pipeline: two copies of tfjs in one would share its global engine.
// The command drives it by `window.bench`.

const ours = (options) => import('./pipelines/ours.mjs').then(({ open }) => open(options));

const modules = {
  'ours-wasm': () => ours({ engine: 'wasm', lids: false }),
  'ours-wasm-lids': () => ours({ engine: 'wasm', lids: true }),
  'ours-webgl': () => ours({ engine: 'webgl', lids: false }),
  'ours-webgl-lids': () => ours({ engine: 'webgl', lids: true }),
  stock: () => import('./pipelines/stock.mjs').then(({ open }) => open()),
  human: () => import('./pipelines/human.mjs').then(({ open }) => open()),
  'tasks-vision': () => import('./pipelines/tasks-vision.mjs').then(({ open }) => open()),
};

/** Seconds of the video from one frame to the next, and where it begins again. */
const FRAME_S = 1 / 30;
const FILM_S = 20;

const video = document.querySelector('video');
const opened = new Map();

/** Tasks of 50 ms and more on this thread (W3C Long Tasks), as `[start, duration]`. */
const longTasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) longTasks.push([startTime, duration]);
}).observe({ type: 'longtask', buffered: true });

/** Runs `work` and measures it; the observer is told of a task only after the task. */
async function timed(work) {
  const startMs = performance.now();
  const value = await work();
  const endMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const during = longTasks.filter(([from, ms]) => from < endMs && from + ms > startMs).map(([, ms]) => ms);
  longTasks.length = 0;
  return { value, ms: endMs - startMs, longestTaskMs: Math.max(0, ...during) };
}

async function wind(index) {
  const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  video.currentTime = (index * FRAME_S) % FILM_S;
  await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
  await shown;
}

const look = (name, index) => opened.get(name).look(video, Math.round(index * FRAME_S * 1000));

window.bench = {
  /** From the first request for a pipeline's code to the first face that it finds. */
  async cold(name) {
    await wind(1);
    return timed(async () => {
      opened.set(name, await modules[name]());
      return look(name, 0);
    });
  },
  async open(name) {
    await wind(1);
    opened.set(name, await modules[name]());
  },
  /** One frame of the video through a pipeline: `{value: whether it saw a face, ms, longestTaskMs}`. */
  async frame(name, index) {
    await wind(index);
    return timed(() => look(name, index));
  },
};
