// What a person does who has a keyboard and nothing else: Tab until the thing wanted has the focus, then a key. Nothing is clicked
// and no focus is set, so that what cannot be reached cannot be used.

/** The most elements that a page has between its start and its end, twice over. */
const TABS_MAX = 240;

/** Whether the focus is at this element, also within shadow trees. Run in the page. */
const hasFocus = (element) => {
  let at = element.ownerDocument.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === element;
};

/** @param {import('playwright-core').Page} page */
export function keyboardOf(page) {
  async function reach(locator) {
    const wanted = locator.first();
    await wanted.waitFor({ timeout: 60_000 });
    await page.bringToFront();
    for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
      if (await wanted.evaluate(hasFocus)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${wanted} is never reached with the Tab key`);
  }

  return {
    reach,
    /** A button or a link. */
    async press(locator) {
      await reach(locator);
      await page.keyboard.press('Enter');
    },
    async tick(locator) {
      await reach(locator);
      await page.keyboard.press('Space');
    },
    async type(locator, text) {
      await reach(locator);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
    },
    async choose(locator, value) {
      await reach(locator);
      await page.keyboard.press('Home');
      const options = await locator.first().locator('option').count();
      for (let at = 0; at < options; at += 1) {
        if ((await locator.first().inputValue()) === value) return;
        await page.keyboard.press('ArrowDown');
      }
      if ((await locator.first().inputValue()) !== value)
        throw new Error(`${value} cannot be chosen in ${locator}`);
    },
    /** Opens the dialog for files and takes one. */
    async giveFile(locator, path) {
      await reach(locator);
      const opening = page.waitForEvent('filechooser');
      await page.keyboard.press('Space');
      await (await opening).setFiles(path);
    },
  };
}
