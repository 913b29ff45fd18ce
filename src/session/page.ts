import type { FamilyAuthError } from '../base/errors.ts';
import { inAppBrowser } from '../base/in-app-browsers.ts';

/** What a flow must know of the page around it. */
export interface Page {
  readonly origin: string | undefined;
  /** The page cannot be seen: another tab, a locked screen. */
  isHidden(): boolean;
  /** Resolves when the browser says that the connection is back; never when it does not know. */
  whenOnline(signal: AbortSignal): Promise<void>;
  /** The browser will not ask for the camera again. */
  cameraGranted(): Promise<boolean>;
  /** Inside an app whose web view is known for having no camera. */
  isInApp(): boolean;
  /**
   * Opens a window within the click and leads it to `url` once that is known. `false`: the browser refused the window.
   */
  openWindow(url: Promise<string>): boolean;
}

export const browserPage: Page = {
  get origin() {
    return globalThis.location?.origin;
  },
  isHidden: () => globalThis.document?.visibilityState === 'hidden',
  whenOnline: (signal) =>
    new Promise((resolve) => {
      globalThis.addEventListener?.('online', () => resolve(), { once: true, signal });
    }),
  async cameraGranted() {
    try {
      const name = 'camera' as PermissionName;
      return (await navigator.permissions.query({ name })).state === 'granted';
    } catch {
      return false; // Firefox knows no such permission: the person is told of the question in any case
    }
  },
  isInApp: () => inAppBrowser(globalThis.navigator?.userAgent ?? '') !== null,
  openWindow(url) {
    const opened = window.open('about:blank', '_blank');
    if (!opened) return false;
    opened.opener = null;
    url.then(
      (href) => opened.location.replace(href),
      () => opened.close(),
    );
    return true;
  },
};

/**
 * Tells the developer's console where a fault of ours arose: the kind of error and the places in the code. Not its
 * message, which may quote what a person entered.
 */
export function reportFault(error: unknown): void {
  const [kind, stack] = error instanceof Error ? [error.name, error.stack ?? ''] : [typeof error, ''];
  const places = stack.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$|^\S*@\S*:\d+:\d+$/.test(line));
  console.error(['family-auth: an internal fault', kind, ...places].join('\n'));
}

/** Tells the developer's console what is wrong with how the page is set up, in the words of the library, backend or provider. */
export function reportMisconfiguration(error: FamilyAuthError): void {
  console.error(`family-auth: ${error.code}: ${error.message}`);
}
