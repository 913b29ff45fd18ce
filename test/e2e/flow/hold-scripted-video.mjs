const FILM_ADDRESS = '/flip-book/film';

/**
 * Puts a scripted video before the element, through the published testing entry and the demo portal's page: nothing of it is
 * in the product. Its picture sways a little and has a camera's noise, so that no two pictures are bit for bit the same.
 *
 * @param {import('playwright-core').Page} page the portal
 * @param {{film: string, book: object}} scriptedVideo
 */
export async function holdScriptedVideo(page, { film, book }) {
  const contentType = film.endsWith('.webm') ? 'video/webm' : 'video/mp4';
  await page.route(`**${FILM_ADDRESS}`, (route) => route.fulfill({ path: film, contentType }));
  await page.evaluate(
    async ({ videoUrl, book: pages }) => {
      const { createScriptedCamera } = await import('/family-auth/testing/browser.js');
      const element = document.querySelector('family-auth');
      element.cameraSource = createScriptedCamera({ videoUrl, script: pages, alive: true });
    },
    { videoUrl: FILM_ADDRESS, book },
  );
}
