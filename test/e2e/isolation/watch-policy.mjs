import { createServer } from 'node:http';

/** Answers nobody: what asks for it is held back by every policy here, and so shows that a breach would be told. */
export const FORBIDDEN = 'https://forbidden.invalid/';

/** What {@link watchPolicy} hands on itself has no address, and such a page may not ask for one of this computer. */
export const watchSwitches = ['--disable-features=LocalNetworkAccessChecks'];

/**
 * Notes what a browser reports against the policies of pages, frames and workers, and every address that is asked for. Pages tell by
 * `securitypolicyviolation`; in a worker nobody can listen before its script runs, so that script is served with a `report-uri`.
 *
 * @param {import('playwright-core').BrowserContext} context with no page of interest open yet
 * @param {(policy: string) => string} [altered] what pages and workers are sent in the place of their policy
 */
export async function watchPolicy(context, altered = (policy) => policy) {
  /** @type {{where: string, directive: string, blocked: string}[]} */
  const reports = [];
  const requests = new Set();
  const collector = await collectReports(reports);
  await context.exposeBinding('__policyReport', (_, report) => void reports.push(report));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective, documentURI, sample }) =>
      globalThis.__policyReport({
        where: new URL(documentURI).pathname,
        directive: effectiveDirective,
        blocked: `${blockedURI} ${sample}`.trim(),
      }),
    );
  });
  context.on('request', (request) => requests.add(request.url()));
  context.on('page', (page) => page.on('worker', (worker) => void breach(worker)));
  await context.route(isWatched, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const headers = response.headers();
    const policy = altered(headers['content-security-policy']);
    const reporting = isWorker(new URL(route.request().url())) ? `; report-uri ${collector.origin}/` : '';
    await route.fulfill({ response, headers: { ...headers, 'content-security-policy': policy + reporting } });
  });
  return {
    reports,
    /** @returns {string[]} */
    origins: () =>
      [...new Set([...requests].map((url) => new URL(url).origin))].filter((one) => one !== collector.origin),
    close: () => collector.close(),
  };
}

/**
 * Does in a page, frame or worker what no policy allows.
 *
 * @param {{evaluate(run: (url: string) => unknown, url: string): Promise<unknown>}} place
 */
export const breach = (place) =>
  place
    .evaluate((url) => {
      const refused = new Promise((resolve) =>
        addEventListener('securitypolicyviolation', resolve, { once: true }),
      );
      const notRefused = fetch(url).then(null, () => new Promise((resolve) => setTimeout(resolve, 10_000)));
      return Promise.race([refused, notRefused]).then(() => {});
    }, FORBIDDEN)
    .catch(() => undefined);

const isWorker = ({ pathname }) => /\/landmark-worker-[\w-]+\.js$/.test(pathname);
const isWatched = (url) =>
  isWorker(url) || url.pathname === '/' || url.pathname.startsWith('/family-auth/frame/');

/** Where the browser sends the reports of workers: an address that no policy has to allow. */
async function collectReports(reports) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.writeHead(204).end();
    const { 'csp-report': report } = JSON.parse(body);
    reports.push({
      where: new URL(report['document-uri']).pathname,
      directive: report['effective-directive'],
      blocked: `${report['blocked-uri']} ${report['script-sample'] ?? ''}`.trim(),
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
