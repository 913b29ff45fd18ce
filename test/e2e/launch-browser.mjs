// A Chromium started plainly, as a person's would be, and driven over the DevTools protocol. Playwright's own start
// switches change how storage behaves in frames and how late popups are treated, so tests of log-in would lie.

import { spawn } from 'node:child_process';
import fs, { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from 'signal-exit';
import { endGroup } from '../../scripts/end-group.mjs';
import { findBrowser, noBrowserMessage } from '../../scripts/find-browser.mjs';

/** Switches for every start: no chatter on a closed network, cheap video frames. */
export const plainSwitches = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu-memory-buffer-video-frames',
  '--disable-dev-shm-usage',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** WebGL by Chromium's own software renderer; it also draws the page, which takes a core while a video plays. */
export const softwareWebgl = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/**
 * WebGL by the system's driver: a GPU, or without one Mesa's renderer, twice as fast at the model as Chromium's own. It
 * does not draw the page besides, which halved the frame rate.
 */
const systemWebgl = [
  '--use-gl=angle',
  '--use-angle=gl-egl',
  '--ignore-gpu-blocklist',
  '--disable-gpu-compositing',
];
const hasSystemWebgl = () => fs.globSync('/usr/lib/*/libEGL_mesa.so.0').length > 0;

/**
 * Starts Chromium and connects playwright to it.
 *
 * @param {{args?: string[], headless?: boolean, webgl?: boolean, userDataDir?: string, deadlineMs?: number}} [options]
 *   `args`: further switches. `headless`: default true. `webgl`: default true, as fast as it can be had here. `userDataDir`: a
 *   profile to keep; without it a temporary one, removed at the end. `deadlineMs`: how long the start may take, default 120000.
 * @returns {Promise<{browser: import('playwright-core').Browser, executable: string, pid: number, close(): Promise<void>}>}
 *   `browser.contexts()[0]` is the profile's own context, with storage as for people; `newContext()` is a private
 *   window. `close` ends all of the browser's processes; so does the end of this process.
 */
export async function launchBrowser({
  args = [],
  headless = true,
  webgl = true,
  userDataDir,
  deadlineMs = 120_000,
} = {}) {
  const executable = findBrowser();
  if (!executable) throw new Error(noBrowserMessage);
  const { chromium } = await import('playwright-core');
  const profile = userDataDir ?? mkdtempSync(join(tmpdir(), 'family-auth-chromium-'));
  const switches = [
    ...(headless ? ['--headless=new'] : []),
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    ...plainSwitches,
    ...(webgl ? (hasSystemWebgl() ? systemWebgl : softwareWebgl) : ['--disable-gpu']),
    ...args,
    'about:blank',
  ];
  const child = spawn(executable, switches, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: headless ? { EGL_PLATFORM: 'surfaceless', ...process.env } : process.env, // no display is there to ask
  });
  const removeAll = () => {
    endGroup(child);
    if (!userDataDir) rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const forget = onExit(removeAll);
  try {
    const endpoint = await debuggingAddress(child, deadlineMs);
    const browser = await chromium.connectOverCDP(endpoint, { timeout: deadlineMs });
    const close = async () => {
      forget();
      await closeWithin(browser, 3000);
      endGroup(child);
      await ended(child);
      removeAll();
    };
    return { browser, executable, pid: child.pid, close };
  } catch (error) {
    forget();
    removeAll();
    throw error;
  }
}

function debuggingAddress(child, deadlineMs) {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Error(`Chromium did not start: ${reason}\n${said.slice(-2000)}`));
    const timer = setTimeout(() => fail(`no answer within ${deadlineMs} ms`), deadlineMs);
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      said = (said + text).slice(-20_000);
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (!address) return;
      clearTimeout(timer);
      child.stderr.removeAllListeners('data').resume();
      resolve(address);
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`it ended with ${signal ?? code}`);
    });
  });
}

async function closeWithin(browser, limitMs) {
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([browser.close().catch(() => undefined), limit]);
  clearTimeout(timer);
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null
    ? undefined
    : new Promise((resolve) => child.once('exit', resolve));
}
