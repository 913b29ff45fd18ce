import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVisitor } from '../page-visitor.mjs';
import { createLocator, evaluateIn } from './webkit-locator.mjs';

/** How often a window is asked for what it cannot tell by itself, milliseconds. */
const LOOK_MS = 100;
const LIMIT_MS = 30_000;

/**
 * One session at WebKitWebDriver. Commands go to the window and frame that were switched to last, so that one after the other is
 * carried out, each in the place that it names.
 *
 * @param {import('selenium-webdriver').WebDriver} driver
 * @param {string} first the window that the session began with; it is the first page's
 */
export function createWebkitContext(driver, first) {
  const pages = new Map();
  const places = { handle: null, last: Promise.resolve() };
  let unused = first;
  /** Runs `work` with the window `handle` switched to, its top page; nothing else comes in between. */
  const inWindow = (handle, work) => {
    const turn = places.last.then(async () => {
      if (places.handle !== handle) await driver.switchTo().window(handle);
      places.handle = handle;
      await driver.switchTo().defaultContent();
      return work(driver);
    });
    places.last = turn.catch(() => {
      places.handle = null;
    });
    return turn;
  };
  const anywhere = (work) => {
    const turn = places.last.then(() => work(driver));
    places.last = turn.catch(() => undefined);
    return turn;
  };
  const openWindow = async () => {
    await driver.switchTo().newWindow('window');
    places.handle = await driver.getWindowHandle();
    return places.handle;
  };
  const context = {
    inWindow,
    handles: () => anywhere(() => driver.getAllWindowHandles()),
    pageOf(handle) {
      if (!pages.has(handle)) pages.set(handle, createPage(context, handle));
      return pages.get(handle);
    },
    forget: (handle) => pages.delete(handle),
    known: (handle) => pages.has(handle) || handle === unused,
    pages: () => [...pages.values()],
    async newPage() {
      const handle = unused ?? (await anywhere(openWindow));
      unused = null;
      return context.pageOf(handle);
    },
  };
  return context;
}

/** As much of playwright's page as the flows use, with the same words and meanings. */
function createPage(context, handle) {
  const inTop = (work) => context.inWindow(handle, work);
  const evaluate = (call, arg) => inTop((driver) => evaluateIn(driver, call, [arg]));
  const visitor = createVisitor(evaluate);
  let viewport = null;
  const page = {
    on() {}, // what a page writes to its console is not told by WebDriver
    locator: (css, options) => createLocator(inTop, [], []).locator(css, options),
    getByRole: (role, options) => createLocator(inTop, [], []).getByRole(role, options),
    evaluate,
    addInitScript: (script, arg) => visitor.add(script, arg),
    exposeFunction: (name, call) => visitor.expose(name, call),
    url: () => inTop((driver) => driver.getCurrentUrl()),
    viewportSize: () => viewport,
    async goto(url) {
      await inTop((driver) => driver.get(url));
      await visitor.visit();
    },
    async setViewportSize(size) {
      viewport = size;
      await inTop((driver) =>
        driver
          .manage()
          .window()
          .setRect({ x: 0, y: 0, ...size }),
      );
    },
    /** What is in view: WebKit's driver takes no more. */
    async screenshot({ path }) {
      await writeFile(path, await inTop((driver) => driver.takeScreenshot()), 'base64');
    },
    async waitForURL(isWanted) {
      await until(async () => isWanted(new URL(await page.url())), 'another address');
    },
    isClosed: async () => !(await context.handles()).includes(handle),
    waitForEvent(event, { timeout = LIMIT_MS } = {}) {
      if (event === 'close') return closed(timeout);
      if (event === 'popup') return popup(context, timeout);
      throw new Error(`WebDriver tells no ${event}`);
    },
    async close() {
      forget();
      await inTop((driver) => driver.close());
    },
  };
  const forget = () => {
    visitor.stop();
    context.forget(handle);
  };
  async function closed(limitMs) {
    await until(page.isClosed, 'the window to close', limitMs);
    forget();
  }
  return page;
}

/** The window that is opened next: there is none that the flow does not know. */
async function popup(context, limitMs) {
  const handle = await until(
    async () => (await context.handles()).find((each) => !context.known(each)),
    'a window to open',
    limitMs,
  );
  return context.pageOf(handle);
}

/** Asks until the answer is true, and resolves with it. */
async function until(ask, what, limitMs = LIMIT_MS) {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > endMs) throw new Error(`waited ${limitMs} ms for ${what}`);
    await sleep(LOOK_MS);
  }
}
