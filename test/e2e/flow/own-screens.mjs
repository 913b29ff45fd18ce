// A page that draws the flow itself, as examples/headless does: buttons and fields are named by the requests and entries that they
// stand for, and `data-phase` says which screen is on show.

/** The buttons' names, by what the element's own are called. */
const NAMES = {
  register: 'register',
  add: 'add_relative',
  next: 'next',
  agree: 'agree',
  'open-camera': 'open_camera',
  allow: 'allow_camera',
};

/** As `elementScreens`, with the same words. */
export function ownScreens(page) {
  const field = (name) => page.locator(`form [name=${name}]`);
  return {
    root: page,
    press: (name) => page.locator(`button[name=${NAMES[name]}]`).click(),
    async fillDetails({ name, number, relationship }) {
      await field('idType').selectOption('resident_id_card');
      await field('name').fill(name);
      await field('number').fill(number);
      await field('relationship').selectOption(relationship);
    },
    async tickAllConsents() {
      for (const box of await page.getByRole('checkbox').all()) await box.click();
    },
    heading: (text) => page.getByRole('heading', { name: text }),
    hintShown: () => document.querySelector('[role=status]')?.textContent || null,
  };
}

/** As `watchPhases`, with the same words: the screen on show, and no more. */
export function watchOwnPhases(page) {
  return {
    /** @returns the kind that came, of those that were waited for. */
    async until(kinds, limitMs = 60_000) {
      const shown = (wanted) => {
        const { phase } = document.querySelector('[data-phase]')?.dataset ?? {};
        return wanted.includes(phase) && phase;
      };
      const kind = await page.waitForFunction(shown, kinds, { timeout: limitMs, polling: 50 });
      return { kind: await kind.jsonValue() };
    },
  };
}
