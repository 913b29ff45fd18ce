import type { Settings } from '../context/settings.ts';
import { elementPolicy } from '../pages/element-policy.ts';
import { Html } from '../pages/html.ts';

/**
 * Of a page that runs the element on the backend's own origin: nothing but what that needs.
 *
 * @param heldBy whose pages may hold it in a frame.
 */
export function pageHeaders(
  { issuer }: Settings,
  heldBy: readonly string[],
): Readonly<Record<string, string>> {
  return {
    'content-security-policy': elementPolicy({ backend: issuer, heldBy }),
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
