// Tests that need a browser: test/<room>/<file>.test.ts (not .node.test.ts), in the Chrome or Chromium of this machine.
// One file:  npx web-test-runner test/camera/open-camera.test.ts

import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { builtAssetPath } from './scripts/asset-names.mjs';
import { findBrowser, noBrowserMessage } from './scripts/find-browser.mjs';
import { countReporter } from './scripts/test/count-browser-tests.mjs';
import { plainSwitches, softwareWebgl } from './test/e2e/launch-browser.mjs';

const executablePath = findBrowser();
if (!executablePath) throw new Error(noBrowserMessage);

// tfjs-core imports `seedrandom`, a CommonJS module that cannot be served as it is. Nothing here uses its random ops.
const withoutSeedrandom = {
  name: 'without-seedrandom',
  resolveImport: ({ source }) => (source === 'seedrandom' ? '/__seedrandom.js' : undefined),
  serve: ({ path }) => (path === '/__seedrandom.js' ? 'export const alea = () => Math.random;' : undefined),
};

/** Tests run sources, which name the built bundles plainly. */
const serveBuiltAssets = (context, next) => {
  if (context.path.startsWith('/dist/assets/')) context.path = builtAssetPath(context.path);
  return next();
};

export default {
  middleware: [serveBuiltAssets],
  files: ['test/**/*.test.ts', '!test/**/*.node.test.ts', '!test/full/**'],
  nodeResolve: { exportConditions: ['browser', 'production'] },
  concurrency: 1,
  // Against what hangs, not against what is slow: a film on a busy machine takes ten times as long.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 3_600_000,
  testFramework: { config: { timeout: 120_000 } },
  browsers: [
    chromeLauncher({
      concurrency: 1,
      launchOptions: {
        executablePath,
        timeout: 120_000,
        args: [
          ...plainSwitches,
          ...softwareWebgl,
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          '--autoplay-policy=no-user-gesture-required',
          '--disable-renderer-backgrounding',
          '--disable-background-timer-throttling',
          '--disable-backgrounding-occluded-windows',
        ],
      },
    }),
  ],
  plugins: [withoutSeedrandom, esbuildPlugin({ ts: true, target: 'es2022' })],
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), countReporter()],
};
