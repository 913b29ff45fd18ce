// WebKit as Debian builds it (WebKitGTK's MiniBrowser), over W3C WebDriver. It has no headless mode: a display of its own is started.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onExit } from 'signal-exit';
import { endGroup } from '../../../scripts/end-group.mjs';
import { createWebkitContext } from './webkit-page.mjs';

const START_LIMIT_MS = 60_000;

/** Why there is no WebKit, and what to do, in one sentence. */
export const noWebkitMessage =
  'No WebKit was found. On Debian, as root: apt-get install webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb';

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => fs.existsSync(path));

/** WebKit's driver, its browser and a display server; `undefined` where one of them is missing. */
export function findWebkit() {
  const [driver, display] = [onPath('WebKitWebDriver'), onPath('Xvfb')];
  const [browser] = fs.globSync('/usr/lib/*/webkit2gtk-4.1/MiniBrowser');
  return driver && display && browser ? { driver, display, browser } : undefined;
}

/**
 * Starts WebKit, and offers as much of playwright's browser as the flows use.
 *
 * @returns {Promise<{browser: {contexts(): object[], version(): string}, executable: string, close(): Promise<void>}>}
 */
export async function launchWebkit() {
  const found = findWebkit();
  if (!found) throw new Error(noWebkitMessage);
  const { Builder } = await import('selenium-webdriver');
  const children = [];
  const endAll = () => {
    for (const child of children.toReversed()) endGroup(child);
  };
  const forget = onExit(endAll);
  const close = async (driver) => {
    await Promise.race([driver?.quit().catch(() => undefined), sleep(3000)]);
    forget();
    endAll();
  };
  try {
    const display = await startDisplay(found.display, children);
    const port = await freePort();
    const env = { ...process.env, DISPLAY: display };
    children.push(spawn(found.driver, ['-p', String(port)], { detached: true, stdio: 'ignore', env }));
    await answering(port);
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: found.browser, args: ['--automation'] },
      })
      .build();
    const version = (await driver.getCapabilities()).get('browserVersion');
    const context = createWebkitContext(driver, await driver.getWindowHandle());
    return {
      browser: { contexts: () => [context], version: () => version },
      executable: found.browser,
      close: () => close(driver),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A display of its own choice of number, as `:N`. */
async function startDisplay(program, children) {
  const args = ['-displayfd', '3', '-screen', '0', '1400x1200x24', '-nolisten', 'tcp'];
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  children.push(child);
  const number = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb did not start')), START_LIMIT_MS);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3].once('data', (bytes) => {
      clearTimeout(timer);
      resolve(String(bytes).trim());
    });
  });
  return `:${number}`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answering(port) {
  const endMs = performance.now() + START_LIMIT_MS;
  while (performance.now() < endMs) {
    const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`WebKitWebDriver did not answer in ${START_LIMIT_MS} ms`);
}
