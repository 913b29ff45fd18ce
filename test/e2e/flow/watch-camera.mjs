/** Counts how often the page asks for a camera: a way without one must not. */
export async function watchCamera(page) {
  await page.addInitScript(() => {
    globalThis.__camerasAsked = 0;
    const devices = navigator.mediaDevices;
    const original = devices?.getUserMedia.bind(devices);
    if (!original) return;
    devices.getUserMedia = (constraints) => {
      globalThis.__camerasAsked += 1;
      return original(constraints);
    };
  });
  return { asked: () => page.evaluate(() => globalThis.__camerasAsked) };
}
