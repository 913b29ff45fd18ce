import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError, LandmarkError, TransportError } from '../base/errors.ts';
import { BUNDLE_NAMES } from '../landmarks/asset-names.ts';

/** Where the page says that its files are; absolute addresses. */
interface Places {
  readonly assetsUrl: string;
  readonly redirectUri: string;
}

const DEADLINE_MS = 20_000;
const COPY = 'Copy them with "npx family-auth copy-assets public/family-auth"';

/**
 * Whether the files that the page must serve are there, by two small requests: the list of the assets, which are needed only
 * before the camera, and the page that the log-in comes back to. A person learns of neither when it is too late.
 *
 * @throws LandmarkError `asset_unavailable`, or `asset_corrupt` for those of another release; ConfigurationError
 *   `configuration_invalid` for the callback page; TransportError; DeadlineError. Their messages are for the page's engineer.
 */
export async function checkPageFiles(places: Places, signal: AbortSignal): Promise<void> {
  await withDeadline(
    'page.check',
    DEADLINE_MS,
    (inner) => Promise.all([checkAssets(places, inner), checkCallback(places, inner)]),
    signal,
  );
}

async function checkAssets({ assetsUrl }: Places, signal: AbortSignal): Promise<void> {
  const address = new URL('manifest.json', assetsUrl.replace(/\/?$/, '/'));
  const unavailable = (found: string, cause?: unknown) =>
    new LandmarkError(
      'asset_unavailable',
      `GET ${address.href} ${found}; expected was the list of the face check's files. ${COPY}, or set assets-url.`,
      { cause, retryable: true },
    );
  const answer = await fetch(address, { credentials: 'omit', signal }).catch((cause) => {
    signal.throwIfAborted();
    throw unavailable('had no answer (connect-src, CORS or the network)', cause);
  });
  const manifest = await answer.json().catch(() => null);
  const bundles: unknown = manifest?.bundles;
  if (!answer.ok || typeof bundles !== 'object' || bundles === null) throw unavailable(described(answer));
  const served = Object.values(bundles);
  const missing = Object.values(BUNDLE_NAMES).find((name) => !served.includes(name));
  if (missing !== undefined) {
    throw new LandmarkError(
      'asset_corrupt',
      `${assetsUrl} has the files of release ${manifest.release}, without ${missing}: the script is of another release. ${COPY} again.`,
    );
  }
}

/** In what the log-in needs: the script, or the mark of the page that comes with this package. */
const CALLBACK_PAGE = /callback\.js|<meta name="family-auth"/;

/** A callback page on another origin cannot be read from here; the provider compares its address in any case. */
async function checkCallback({ redirectUri }: Places, signal: AbortSignal): Promise<void> {
  if (new URL(redirectUri).origin !== location.origin) return;
  const answer = await fetch(redirectUri, { signal }).catch((cause) => {
    signal.throwIfAborted();
    const message = `The log-in's callback page ${redirectUri} had no answer.`;
    throw new TransportError('network_unreachable', message, { cause, retryable: true });
  });
  if (answer.ok && CALLBACK_PAGE.test(await answer.text())) return;
  throw new ConfigurationError(
    'configuration_invalid',
    `GET ${redirectUri} ${described(answer)}; expected was the log-in's callback page. ${COPY}, or set redirect-uri.`,
  );
}

/** What came in its place; most often a single-page app's own page for every unknown address. */
function described({ status, redirected, headers }: Response): string {
  const type = headers.get('content-type')?.split(';')[0] ?? 'no type';
  const fallback = type === 'text/html' ? ', perhaps the fallback of a single-page app' : '';
  return `answered ${status} ${type}${redirected ? ' after a redirect' : ''}${fallback}`;
}
