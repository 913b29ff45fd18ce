import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 100;
const LIMIT_MS = 30_000;

/** What a role is looked for by. */
const ROLES = {
  checkbox: 'input[type=checkbox], [role=checkbox]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
};

/**
 * As much of playwright's locator as the flows use, with the same words and meanings: open shadow roots are looked into, and an
 * action waits until its element is there and lets itself be acted upon.
 *
 * @param {(work: (driver: import('selenium-webdriver').WebDriver) => Promise<any>) => Promise<any>} inTop runs `work` in the window's
 *   top page
 * @param {object[][]} frames the steps to each frame on the way
 * @param {object[]} steps the steps to the elements
 */
export function createLocator(inTop, frames, steps) {
  const next = (...more) => createLocator(inTop, frames, [...steps, ...more]);
  const all = (driver) => findAll(driver, frames, steps);
  /** Does `work` with the first element, as soon as it can be done. */
  const withElement = (what, work, limitMs = LIMIT_MS) => {
    const attempt = () =>
      inTop(async (driver) => {
        const [element] = await all(driver);
        if (!element) throw new NotYet(`nothing matches ${describe(steps)}`);
        return work(element, driver);
      });
    return retry(attempt, `${what} ${describe(steps)}`, limitMs);
  };
  const withVisible = (what, work) =>
    withElement(what, async (element, driver) => {
      if (!(await isSeen(driver, element))) throw new NotYet(`${describe(steps)} is not visible`);
      if (frames.length > 0) await scrollTo(driver, frames.at(-1), element);
      return work(element, driver);
    });

  return {
    locator: (css, { hasText } = {}) => next({ css }, ...(hasText === undefined ? [] : [{ text: hasText }])),
    filter: ({ hasText }) => next({ text: hasText }),
    first: () => next({ nth: 0 }),
    nth: (nth) => next({ nth }),
    getByRole: (role, { name } = {}) =>
      next({ css: ROLES[role] }, ...(name === undefined ? [] : [{ text: name }])),
    contentFrame: () => createLocator(inTop, [...frames, steps], []),
    count: () => inTop(async (driver) => (await all(driver)).length),
    async all() {
      const count = await this.count();
      return Array.from({ length: count }, (_, nth) => next({ nth }));
    },
    click: () => withVisible('click', (element) => element.click()),
    async check() {
      if (!(await this.isChecked())) await this.click();
    },
    fill: (text) =>
      withVisible('fill', async (element) => {
        if (await element.getAttribute('value')) await element.clear();
        await element.sendKeys(text);
      }),
    pressSequentially: (text) => withVisible('type into', (element) => element.sendKeys(text)),
    setInputFiles: (path) => withElement('choose a file for', (element) => element.sendKeys(path)),
    /** By its value, or by its place among the options. */
    selectOption: (choice) =>
      withVisible('choose from', async (element, driver) => {
        const option = await evaluateIn(driver, optionOf, [element, choice]);
        if (!option) throw new NotYet('the choice is not there');
        await option.click();
      }),
    isChecked: () =>
      withElement('look at', (element, driver) => evaluateIn(driver, ({ checked }) => checked, [element])),
    textContent: () =>
      withElement('read', (element, driver) => evaluateIn(driver, (one) => one.textContent, [element])),
    getAttribute: (name) => withElement('read', (element) => element.getDomAttribute(name)),
    evaluate: (call, arg) =>
      withElement('look at', (element, driver) => evaluateIn(driver, call, [element, arg])),
    isVisible: () =>
      inTop(async (driver) => {
        const [element] = await all(driver);
        return element !== undefined && isSeen(driver, element);
      }),
    async waitFor({ state = 'visible', timeout = LIMIT_MS } = {}) {
      const attempt = () =>
        inTop(async (driver) => {
          const [element] = await all(driver);
          const seen = element !== undefined && (await isSeen(driver, element));
          const there = { visible: seen, hidden: !seen, attached: Boolean(element), detached: !element }[
            state
          ];
          if (!there) throw new NotYet(`${describe(steps)} is not ${state}`);
        });
      await retry(attempt, `wait for ${describe(steps)}`, timeout);
    },
  };
}

/** The page is not so far. */
class NotYet extends Error {}

const PASSING = [
  'StaleElementReferenceError',
  'ElementNotInteractableError',
  'ElementClickInterceptedError',
  'NoSuchFrameError',
  'NoSuchElementError',
];
const passes = (error) => error instanceof NotYet || PASSING.includes(error.name);

async function retry(attempt, what, limitMs) {
  const endMs = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error)) throw error;
      if (performance.now() > endMs) throw new Error(`could not ${what} in ${limitMs} ms`, { cause: error });
      await sleep(LOOK_MS);
    }
  }
}

const describe = (steps) => steps.map((step) => Object.values(step).join()).join(' » ');

async function findAll(driver, frames, steps) {
  await driver.switchTo().defaultContent();
  for (const way of frames) {
    const [frame] = await evaluateIn(driver, search, [way]);
    if (!frame) throw new NotYet(`no frame at ${describe(way)}`);
    await driver.switchTo().frame(frame);
  }
  return evaluateIn(driver, search, [steps]);
}

/**
 * Scrolls the page around the frame at `way` until `element` in it is in view. WebKit's driver scrolls in the frame alone, and a frame
 * as high as what is in it has nothing to scroll: a click would go below the window.
 */
async function scrollTo(driver, way, element) {
  const middle = await evaluateIn(
    driver,
    (one) => {
      const { top, height } = one.getBoundingClientRect();
      return top + height / 2;
    },
    [element],
  );
  await driver.switchTo().parentFrame();
  const [frame] = await evaluateIn(driver, search, [way]);
  await evaluateIn(
    driver,
    (around, y) => scrollBy(0, around.getBoundingClientRect().top + y - innerHeight / 2),
    [frame, middle],
  );
  await driver.switchTo().frame(frame);
}

/** Run in the page: the elements that `steps` lead to. */
function search(steps) {
  const normal = (text) => text.replace(/\s+/g, ' ').toLowerCase();
  const deep = (root, css) => {
    const found = [...root.querySelectorAll(css)];
    for (const host of [root, ...root.querySelectorAll('*')])
      if (host.shadowRoot) found.push(...deep(host.shadowRoot, css));
    return found;
  };
  return steps.reduce(
    (found, { css, text, nth }) => {
      if (css !== undefined) return [...new Set(found.flatMap((each) => deep(each, css)))];
      if (text !== undefined) return found.filter((each) => normal(each.textContent).includes(normal(text)));
      return found.slice(nth, nth + 1);
    },
    [document],
  );
}

function optionOf(select, choice) {
  if (typeof choice === 'string') return [...select.options].find(({ value }) => value === choice) ?? null;
  return select.options[choice.index] ?? null;
}

const isSeen = (driver, element) =>
  evaluateIn(
    driver,
    (one) => {
      const { width, height } = one.getBoundingClientRect();
      return width > 0 && height > 0 && getComputedStyle(one).visibility === 'visible';
    },
    [element],
  );

/** Calls a function in the page that is switched to, and waits for what it promises. */
export async function evaluateIn(driver, call, args) {
  const answer = await driver.executeAsyncScript(
    `const done = arguments[arguments.length - 1];
     const args = Array.prototype.slice.call(arguments, 0, -1);
     Promise.resolve().then(() => (${call})(...args)).then(
       (value) => done({ value: value === undefined ? null : value }),
       (error) => done({ error: String(error) }),
     );`,
    ...args,
  );
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}
