const FILM_ADDRESS = '/flip-book/film';

/**
 * Puts a flip-book before the element, through the published testing entry and the demo portal's page: nothing of it is
 * in the product. Its picture sways a little and has a camera's noise, so that no two pictures are bit for bit the same.
 *
 * @param {import('playwright-core').Page} page the portal
 * @param {{film: string, book: object}} flipBook
 */
export async function holdFlipBook(page, { film, book }) {
  const contentType = film.endsWith('.webm') ? 'video/webm' : 'video/mp4';
  await page.route(`**${FILM_ADDRESS}`, (route) => route.fulfill({ path: film, contentType }));
  await page.evaluate(
    async ({ videoUrl, book: pages }) => {
      const { createFlipBookCamera } = await import('/family-auth/testing/browser.js');
      const element = document.querySelector('family-auth');
      element.cameraSource = createFlipBookCamera({ videoUrl, book: pages, alive: true });
    },
    { videoUrl: FILM_ADDRESS, book },
  );
}
