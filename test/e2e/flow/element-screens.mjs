// What a person does on each of the element's screens: clicks and typing. Buttons are found by their CSS part,
// fields by their labels' inputs, so that the same walk runs in every language.

export function elementScreens(page) {
  const root = page.locator('family-auth');
  const part = (name) => root.locator(`[part~="${name}"]`).first();
  const field = (name) => root.locator(`[name="${name}"]`).first();
  return {
    root,
    press: (name) => part(`button-${name}`).click(),

    async fillDetails({ name, number, relationship }) {
      await field('idType').selectOption('resident_id_card');
      await field('name').pressSequentially(name, { delay: 5 });
      await field('number').pressSequentially(number, { delay: 5 });
      await field('relationship').selectOption(relationship);
    },

    async tickAllConsents() {
      for (const box of await root.getByRole('checkbox').all()) await box.check();
    },

    pickMethod: (method) => part(`button-${method}`).click(),

    /** The same picture for every photo that is asked for. */
    async addPhotos(file) {
      for (const input of await root.locator('input[type=file]').all()) await input.setInputFiles(file);
    },

    heading: (text) => root.getByRole('heading', { name: text }),
  };
}
