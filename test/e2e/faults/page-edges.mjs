/**
 * What a fault takes hold of in a page, put in before its scripts run: the clock, whether the page can be seen, and the
 * video that stands in for a camera. Durations go on undisturbed, as they do on a computer whose time of day is wrong,
 * but for a sleep.
 */
export function installPageEdges({ wrongMs }) {
  const edges = { wrongMs, sleptMs: 0, standIn: null, standIns: [], devices: [], dark: false };
  globalThis.__edges = edges;
  const RealDate = Date;
  const now = () => RealDate.now() + edges.wrongMs + edges.sleptMs;
  const monotonic = performance.now.bind(performance);
  performance.now = () => monotonic() + edges.sleptMs;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length === 0 ? [now()] : given));
    }
    static now() {
      return now();
    }
  };
  let hidden = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  edges.hide = (on) => {
    hidden = on;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const { captureStream } = HTMLVideoElement.prototype;
  HTMLVideoElement.prototype.captureStream = function capture() {
    edges.standIn = this;
    edges.standIns.push(this);
    return edges.dark ? document.createElement('canvas').captureStream(0) : captureStream.call(this);
  };
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (!getUserMedia) return; // about:blank
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    edges.devices.push(...stream.getTracks());
    return stream;
  };
}

/** Puts the clock of an open page wrong by `wrongMs` from now on. */
export const setClock = (page, wrongMs) =>
  page.evaluate((ms) => {
    globalThis.__edges.wrongMs = ms;
  }, wrongMs);

/** As on waking: all clocks of the page have gone on by `ms`, and nothing else has happened. */
export const sleepFor = (page, ms) =>
  page.evaluate((slept) => {
    globalThis.__edges.sleptMs += slept;
  }, ms);

/** As when the plug is pulled: the track ends, and says so. */
export const unplugCamera = (page) =>
  page.evaluate(() => {
    const video = document.querySelector('family-auth').shadowRoot.querySelector('video');
    const track = video?.srcObject?.getVideoTracks()[0];
    if (!track) throw new Error('no camera is open');
    track.stop();
    track.dispatchEvent(new Event('ended'));
  });

/** The camera is there and gives no more pictures, whatever the video is told to do. */
export const freezeCamera = (page) =>
  page.evaluate(() => {
    const { standIn } = globalThis.__edges;
    standIn.pause();
    Object.defineProperties(standIn, {
      currentTime: { get: () => 0, set: () => undefined, configurable: true },
      play: { value: async () => undefined, configurable: true },
    });
  });

export const thawCamera = (page) =>
  page.evaluate(() => {
    const { standIn } = globalThis.__edges;
    delete standIn.currentTime;
    delete standIn.play;
  });

/** A camera that opens and never gives a picture. */
export const darkenCamera = (page, dark) =>
  page.evaluate((on) => {
    globalThis.__edges.dark = on;
  }, dark);

export const hidePage = (page, hidden) => page.evaluate((on) => globalThis.__edges.hide(on), hidden);

const IN_FRONT_OF_CAMERA = [
  'camera_permission',
  'framing',
  'calibrating',
  'prompt',
  'once_more',
  'taking_photo',
];

/** @throws Error where a camera's light would be on and nobody is in front of it. */
export async function requireCameraOff({ page }) {
  const leftOn = await page.evaluate((inFront) => {
    const { kind } = document.querySelector('family-auth')?.phase ?? {};
    if (inFront.includes(kind)) return null;
    const { standIns, devices } = globalThis.__edges;
    const films = standIns.some((video) => !video.paused && video.getAttribute('src') !== null);
    return films || devices.some(({ readyState }) => readyState === 'live') ? kind : null;
  }, IN_FRONT_OF_CAMERA);
  if (leftOn !== null) throw new Error(`the camera is on while the element shows ${leftOn}`);
}

/** Everything the page's origin keeps on this computer, as one text. */
export const storedText = (page) =>
  page.evaluate(async () => {
    const seen = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const entries = await new Promise((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        seen.push(JSON.stringify(entries, (_, value) => (value instanceof CryptoKey ? 'key' : value)));
      }
      database.close();
    }
    return seen.join('\n');
  });
