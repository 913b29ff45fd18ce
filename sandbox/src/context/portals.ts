import { ProblemError, START_COMMAND, StartError } from '../errors/errors.ts';

/** A site whose pages may call the API, and where the provider may send people back to. */
export interface Portal {
  /** e.g. `http://localhost:5173` */
  readonly origin: string;
  /** Absolute URLs of its callback pages. */
  readonly redirectUris: readonly string[];
}

/** A portal as a caller names it. */
export interface PortalOptions {
  /** Origin of its pages, e.g. `http://localhost:5173`. */
  readonly origin: string;
  /**
   * Absolute URLs of its callback pages, beside those at the usual places: `/family-auth/browser/callback.html` and
   * `/family-auth/callback.html` of the origin.
   */
  readonly redirectUris?: readonly string[];
}

/** Where the guides put the callback page. */
const CALLBACK_PATHS = ['/family-auth/browser/callback.html', '/family-auth/callback.html'] as const;

/**
 * The demo portal and those that the caller named, each origin once.
 *
 * @throws StartError with exit code 2 where an address cannot be a portal's.
 */
export function portalsOf(demoOrigin: string, named: readonly PortalOptions[]): readonly Portal[] {
  const portals = new Map<string, Set<string>>();
  for (const { origin, redirectUris = [] } of [
    { origin: demoOrigin },
    ...named,
  ] as readonly PortalOptions[]) {
    const uris = redirectUris.map(readRedirectUri);
    const at = readOrigin(origin);
    const known = portals.get(at) ?? CALLBACK_PATHS.map((path) => `${at}${path}`);
    portals.set(at, new Set([...known, ...uris]));
  }
  return [...portals].map(([origin, redirectUris]) => ({ origin, redirectUris: [...redirectUris] }));
}

/** Whether pages of an origin may call. */
export const isRegistered = (portals: readonly Portal[], origin: string): boolean =>
  portals.some((portal) => portal.origin === origin);

/**
 * Lets through what no page sent, and what a registered portal's page did.
 *
 * @throws ProblemError `origin_not_allowed`, which names the origin and the command that registers it.
 */
export function refuseUnregistered(portals: readonly Portal[], origin: string | undefined): void {
  if (origin === undefined || isRegistered(portals, origin)) return;
  throw new ProblemError('origin_not_allowed', { detail: unregisteredOrigin(portals, origin) });
}

/** For the engineer whose page came from an origin that is not registered. */
export function unregisteredOrigin(portals: readonly Portal[], origin: string): string {
  if (origin === 'null') {
    return 'The page has no origin: it was opened from a file, or stands in a sandboxed frame. Serve it from http://localhost.';
  }
  const registered = portals.map((portal) => portal.origin).join(', ');
  return `The page's origin ${origin} is not registered; registered are ${registered}. Register it with: ${START_COMMAND} --origin ${origin}`;
}

/** For the engineer whose page named a callback page that is not registered. */
export function unregisteredRedirectUri(portals: readonly Portal[], uri: string): string {
  const registered = portals.flatMap(({ redirectUris }) => redirectUris).join(', ');
  return `The redirect URI ${uri} is not registered; registered are ${registered}. Register it with: ${START_COMMAND} --redirect-uri ${uri}`;
}

function readOrigin(text: string): string {
  const url = readUrl(text, '--origin');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw wrong(`--origin ${text} has a path; an origin is scheme, host and port: --origin ${url.origin}`);
  }
  return url.origin;
}

function readRedirectUri(text: string): string {
  const url = readUrl(text, '--redirect-uri');
  if (url.hash !== '' || text.includes('#')) throw wrong(`--redirect-uri ${text} must have no fragment`);
  return text;
}

/** Over plain http a browser gives a page neither a camera nor keys, but on this computer. */
function readUrl(text: string, option: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong(`${option} ${text} is no web address, such as http://localhost:5173`);
  }
  if (url.protocol === 'http:' && !isThisComputer(url.hostname)) {
    throw wrong(
      `${option} ${text} must begin with https: over http a browser gives a page neither camera nor keys, except on localhost`,
    );
  }
  return url;
}

const isThisComputer = (hostname: string): boolean =>
  /^(?:127(?:\.\d+){3}|\[::1\]|(?:[^.]+\.)*localhost)$/.test(hostname);

const wrong = (sentence: string) => new StartError(sentence, { exitCode: 2 });
