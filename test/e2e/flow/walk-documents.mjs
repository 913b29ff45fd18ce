import { fileURLToPath } from 'node:url';

const people = new URL('../../../src/testing/people/', import.meta.url);

/** Document review: photos from files, no camera. Any photo does here; a person looks at them. */
export async function sendDocuments({ page, options, log, phases, element }) {
  await phases.until(['photos']);
  const photo = fileURLToPath(new URL(`${options.person}.idphoto.jpg`, people));
  await element.addPhotos(photo);
  await element.root.locator('[part~="button-submit"]:not([aria-disabled="true"])').waitFor();
  await log.screenshot(page, 'photos');
  await element.press('submit');
  log.step('photos chosen');
}
