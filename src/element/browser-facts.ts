import { type InAppBrowser, inAppBrowser } from '../base/in-app-browsers.ts';

/** Keys of `Messages.browser`; the words stand in `locales/`. */
export interface BrowserFacts {
  readonly name:
    | 'chrome'
    | 'edge'
    | 'firefox'
    | 'safari'
    | 'samsung'
    | 'huawei'
    | 'xiaomi'
    | 'uc'
    | 'qq'
    | 'vivo'
    | 'oppo'
    | 'other';
  /** What to tap beside the address to change the camera's permission. */
  readonly icon: 'icon_tune' | 'icon_page' | 'icon_camera' | 'icon_lock';
  /** The application this page is shown inside of, or `null` in a browser of its own. */
  readonly app: InAppBrowser | null;
}

/** Most particular first: nearly every browser also calls itself Chrome or Safari. */
const BROWSERS = [
  [/HuaweiBrowser/i, 'huawei', 'icon_lock'],
  [/MiuiBrowser/i, 'xiaomi', 'icon_lock'],
  [/VivoBrowser/i, 'vivo', 'icon_lock'],
  [/HeyTapBrowser|OppoBrowser/i, 'oppo', 'icon_lock'],
  [/UCBrowser|UCWEB/i, 'uc', 'icon_lock'],
  [/MQQBrowser|QQBrowser/i, 'qq', 'icon_lock'],
  [/SamsungBrowser/i, 'samsung', 'icon_lock'],
  [/Edg(?:e|A|iOS)?\//, 'edge', 'icon_lock'],
  [/Firefox\/|FxiOS/, 'firefox', 'icon_camera'],
  [/Chrome\/|CriOS/, 'chrome', 'icon_tune'],
  [/Safari\//, 'safari', 'icon_page'],
] as const;

/** Reads a `User-Agent`; used for the wording of help alone, never to decide what the browser can do. */
export function browserFacts(userAgent: string): BrowserFacts {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent));
  return { app: inAppBrowser(userAgent), name: browser?.[1] ?? 'other', icon: browser?.[2] ?? 'icon_lock' };
}
