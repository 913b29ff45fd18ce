import { launchBrowser } from '../launch-browser.mjs';
import { launchFirefox } from '../launch-firefox.mjs';

/** The browser of a walk: Chromium, with the clip as its webcam where there is one, or Firefox. */
export function openBrowser({ browser, engine }, clip) {
  if (browser === 'firefox') return launchFirefox();
  return launchBrowser({
    webgl: engine === 'webgl',
    args: [
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      ...(clip?.switches ?? []),
    ],
  });
}
