const BYTES_PER_S = 50_000;
const LATENCY_MS = 400;
const LIMIT_MS = 120_000;

/**
 * Opens a page on a slow line, with nothing kept from before.
 *
 * @returns {Promise<{welcomeUsableMs: number, chain: number}>} `welcomeUsableMs`: from the beginning of the navigation until the welcome
 *   screen is drawn. `chain`: how many requests of scripts had to wait for one another.
 */
export async function timeOnSlowLine(browser, address) {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.setCacheDisabled', { cacheDisabled: true });
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_S,
    uploadThroughput: BYTES_PER_S,
  });
  await page.addInitScript(() => {
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => note(performance.now())));
    const note = (atMs) => {
      globalThis.__welcomeUsableMs ??= atMs;
    };
    document.addEventListener(
      'family-auth-phase',
      ({ detail }) => detail.kind === 'welcome' && drawn(),
      true,
    );
  });
  await page.goto(address, { waitUntil: 'commit', timeout: LIMIT_MS });
  await page.waitForFunction(() => globalThis.__welcomeUsableMs !== undefined, undefined, {
    timeout: LIMIT_MS,
  });
  const [welcomeUsableMs, scripts] = await page.evaluate(() => [
    globalThis.__welcomeUsableMs,
    performance
      .getEntriesByType('resource')
      .filter(
        ({ name, startTime }) => name.includes('/family-auth/') && startTime < globalThis.__welcomeUsableMs,
      )
      .map(({ startTime, responseEnd }) => ({ startTime, responseEnd })),
  ]);
  await context.close();
  return { welcomeUsableMs: Math.round(welcomeUsableMs), chain: longestChain(scripts) };
}

/** Of requests each of which began after the one before had ended. */
function longestChain(requests) {
  let length = 0;
  let endedAtMs = -1;
  for (const { startTime, responseEnd } of requests.toSorted((a, b) => a.responseEnd - b.responseEnd)) {
    if (startTime < endedAtMs) continue;
    length += 1;
    endedAtMs = responseEnd;
  }
  return length;
}
