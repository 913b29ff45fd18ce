import type { Settings } from '../context/settings.ts';
import { Html } from '../pages/html.ts';

/** Of a page that runs the element on the backend's own origin: nothing but what that needs. */
export function pageHeaders({ issuer }: Settings, frameAncestors: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      `connect-src 'self' ${issuer}`,
      "worker-src 'self' blob:",
      "form-action 'none'",
      `frame-ancestors ${frameAncestors}`,
      "base-uri 'none'",
    ].join('; '),
    'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
  };
}

/** A block of data in a page: no script, so that no policy on scripts forbids it. */
export const data = (id: string, value: unknown): Html =>
  new Html(
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`,
  );
