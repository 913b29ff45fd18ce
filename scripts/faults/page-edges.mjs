/**
 * What a fault takes hold of in a page, put in before its scripts run: the clock, whether the page can be seen, and the
 * video that stands in for a camera. Durations go on undisturbed, as they do on a computer whose time of day is wrong,
 * but for a sleep.
 */
export function installPageEdges({ wrongMs }) {
  const edges = { wrongMs, sleptMs: 0, standIn: null };
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
    return captureStream.call(this);
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
    const track = document.querySelector('family-auth').phase.preview?.getVideoTracks()[0];
    if (!track) throw new Error('no camera is open');
    track.stop();
    track.dispatchEvent(new Event('ended'));
  });

/** The camera is there and gives no more pictures, whatever the film is told to do. */
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

export const hidePage = (page, hidden) => page.evaluate((on) => globalThis.__edges.hide(on), hidden);

/** Whether a camera's light would be on. */
export const cameraIsOn = (page) =>
  page.evaluate(() => {
    const { standIn } = globalThis.__edges;
    return standIn !== null && !standIn.paused && standIn.getAttribute('src') !== null;
  });

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
