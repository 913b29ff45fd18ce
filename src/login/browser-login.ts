import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError, LoginError } from '../base/errors.ts';
import { memoryStore, openKeyValueStore } from '../base/key-value-store.ts';
import { lateCode } from '../base/late-code.ts';
import type { LoginCore, LoginOptions } from './login-core.ts';
import type { Login, LoginSession } from './login-session.ts';
import { inLoginTerms } from './login-terms.ts';
import { popupCallback } from './popup-callback.ts';
import { clearRedirect, readRedirect, writeRedirect } from './redirect-record.ts';
import { openVault } from './vault.ts';

/**
 * What a log-in from a page needs to know; key and tokens are kept in IndexedDB by default.
 *
 * @example
 * ```ts
 * import { type BrowserLoginOptions, createBrowserLogin, memoryStore } from 'family-auth/client';
 *
 * const options: BrowserLoginOptions = {
 *   discovery: client.discovery,
 *   clientId: 'your-portal',
 *   redirectUri: new URL('/family-auth/browser/callback.html', location.href).href,
 *   store: memoryStore(), // forgotten with the page
 * };
 * const login = createBrowserLogin(options);
 * ```
 */
export interface BrowserLoginOptions extends LoginOptions {
  /** Absolute URL of the callback page (`callback.html`), as registered at the provider. */
  readonly redirectUri: string;
  /**
   * Within a frame: which page of its host a log-in by redirect comes back to, and how the whole window is led away. Default: this page
   * is led away itself, and comes back to where it is.
   */
  readonly topWindow?: { readonly returnTo: string; lead(url: URL): void };
  /** How long a person may take at the provider. Default 600 000 ms. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 600_000;
const RESTORE_DEADLINE_MS = 45_000;
const POPUP_FEATURES = 'popup,width=480,height=760';

type StartOptions = Parameters<Login['start']>[0];

/**
 * Logs in from a page: code flow with PKCE, PAR and DPoP, in a popup, or by a redirect of the page. After a redirect the callback page
 * goes back to the page that started, whose `restore()` then finishes the log-in.
 *
 * @example
 * ```ts
 * import { createBrowserLogin, discover } from 'family-auth/client';
 *
 * const discovery = await discover('https://social-security.example');
 * const redirectUri = new URL('/family-auth/browser/callback.html', location.href).href;
 * const login = createBrowserLogin({ discovery, clientId: 'your-portal', redirectUri });
 * const session = await login.restore();
 * // Within the click, before any await: or the browser blocks the window.
 * if (!session) button.onclick = () => void login.start({});
 * ```
 */
export function createBrowserLogin(options: BrowserLoginOptions): Login {
  const core = lateCore(options);
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  return {
    restore: ({ signal } = {}) =>
      withDeadline('login.restore', RESTORE_DEADLINE_MS, (inner) => restore(core, options, inner), signal),
    start: (start) =>
      start.mode === 'redirect'
        ? untilDeadline(deadlineMs, start.signal, (signal) => leave(core, options, start, signal))
        : openPopup(core, options, start, deadlineMs),
    startGuest: async ({ signal }) => {
      const start = withSignal({ prompt: 'login', maxAge: 0 }, signal);
      return openPopup(() => guestCore(core, options), options, start, deadlineMs);
    },
  };
}

/** What talks to the provider is loaded by the first log-in, or where one is kept that could be taken up. */
export const loadLoginCore = () => import('./login-core.ts');

type LateCore = () => Promise<LoginCore>;

/** The same core each time, once it has come. */
function lateCore(options: BrowserLoginOptions): LateCore {
  let loading: Promise<LoginCore> | undefined;
  const load = async () => (await lateCode('login', loadLoginCore)).createLoginCore(options);
  return () => {
    loading ??= load();
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
}

async function isLoginKept({ store, discovery, clientId }: BrowserLoginOptions): Promise<boolean> {
  const place = store ?? (await openKeyValueStore('family-auth'));
  return (await openVault(place, discovery.authorization_servers[0]!, clientId).read()) !== undefined;
}

/** The guest is noted before they can log in: a window that is closed half-way leaves their cookie behind as well. */
async function guestCore(late: LateCore, options: BrowserLoginOptions): Promise<LoginCore> {
  const core = await late();
  const { createLoginCore } = await lateCode('login', loadLoginCore);
  const guest = createLoginCore({ ...options, store: memoryStore() });
  return {
    ...guest,
    async authorize(request, signal) {
      await core.guestWasHere();
      return guest.authorize(request, signal);
    },
  };
}

const withSignal = (start: StartOptions, signal: AbortSignal | undefined): StartOptions =>
  signal === undefined ? start : { ...start, signal };

/** Runs up to `window.open` in the caller's own task: after an `await` the click no longer counts. */
async function openPopup(
  late: LateCore,
  options: BrowserLoginOptions,
  start: StartOptions,
  deadlineMs: number,
): Promise<LoginSession> {
  const popup = window.open('about:blank', '_blank', POPUP_FEATURES);
  if (popup === null)
    throw new LoginError(
      'login_popup_blocked',
      'The browser blocked the login popup. Call start() within a click, or use mode: redirect.',
    );
  try {
    return await untilDeadline(deadlineMs, start.signal, async (signal) => {
      const core = await late();
      const { url, pending } = await core.authorize(authorization(options, start), signal);
      const answer = popupCallback(pending.state, new URL(options.redirectUri).origin, signal);
      popup.location.replace(url.href);
      return core.redeem(pending, await answer, signal);
    });
  } finally {
    popup.close();
  }
}

async function leave(
  late: LateCore,
  options: BrowserLoginOptions,
  start: StartOptions,
  signal: AbortSignal,
): Promise<LoginSession> {
  if (new URL(options.redirectUri).origin !== location.origin) {
    throw new ConfigurationError(
      'configuration_invalid',
      'mode: redirect needs a redirectUri on the origin of this page.',
    );
  }
  const core = await late();
  if (!(await core.persistent())) {
    throw new LoginError(
      'login_failed',
      'This browser cannot keep the key over a redirect (no IndexedDB); use mode: popup.',
    );
  }
  const { topWindow } = options;
  const away = topWindow === undefined ? {} : { returnTo: topWindow.returnTo };
  const { url, pending } = await core.authorize({ ...authorization(options, start), ...away }, signal);
  writeRedirect(sessionStorage, { clientId: options.clientId, pending, returnTo: location.href });
  if (topWindow === undefined) location.assign(url.href);
  else topWindow.lead(url);
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function restore(
  late: LateCore,
  options: BrowserLoginOptions,
  signal: AbortSignal,
): Promise<LoginSession | null> {
  const record = readRedirect(sessionStorage);
  if (record?.search === undefined || record.clientId !== options.clientId) {
    return (await isLoginKept(options)) ? (await late()).restore(signal) : null;
  }
  const core = await late();
  clearRedirect(sessionStorage);
  try {
    return await core.redeem(record.pending, new URLSearchParams(record.search), signal);
  } catch (error) {
    if (error instanceof LoginError && error.code === 'login_cancelled') return core.restore(signal);
    throw error;
  }
}

function authorization({ redirectUri, uiLocale }: BrowserLoginOptions, { prompt, maxAge }: StartOptions) {
  return {
    redirectUri,
    ...(prompt === undefined ? {} : { prompt }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(uiLocale === undefined ? {} : { uiLocale }),
  };
}

/** A log-in ends by itself: in the log-in's own words, not those of the clock. */
async function untilDeadline(
  deadlineMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<LoginSession>,
): Promise<LoginSession> {
  try {
    return await withDeadline('login.start', deadlineMs, work, signal);
  } catch (error) {
    throw inLoginTerms(error);
  }
}
