import axe from 'axe-core';

/** WCAG 2.2 at A and AA, and what axe calls good practice. `preload` would fetch the stylesheets anew, which a strict policy refuses. */
const AXE = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
  preload: false,
};

/** Where the focus is, in words: `h2#title`, or `body` where it is nowhere. Run in the page. */
const focusNow = () => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (at === null || at === document.body || at === document.documentElement) return 'body';
  return `${at.localName}${at.id ? `#${at.id}` : ''}${at.getAttribute('name') ? `[name=${at.getAttribute('name')}]` : ''}`;
};

/**
 * Looks at the screen that is there now.
 *
 * @param {import('playwright-core').Page} page
 * @param {{fresh?: boolean}} [options] `fresh`: the page was just opened, and a browser begins at its start
 * @returns {Promise<{violations: {id: string, impact: string|null, nodes: string[]}[], focus: string, asterisks: string[]}>}
 *   `asterisks`: names of headings and controls in which letters are hidden: they are read out as that.
 */
export async function lookAt(page, { fresh = false } = {}) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (options) => {
    const found = await globalThis.axe.run(document, options);
    return found.violations.map(({ id, impact, nodes }) => ({
      id,
      impact: impact ?? null,
      nodes: nodes.map(({ target, html }) => `${target.flat().join(' ')}: ${html.slice(0, 200)}`),
    }));
  }, AXE);
  const focus = await page.evaluate(focusNow);
  const tree = await page.locator('body').ariaSnapshot();
  const asterisks = tree
    .split('\n')
    .filter((line) => /^\s*- (?:heading|button|link|checkbox|textbox|combobox|img)\b.*"[^"]*\*/.test(line))
    .map((line) => line.trim());
  return { violations, focus: fresh && focus === 'body' ? 'start of the page' : focus, asterisks };
}
