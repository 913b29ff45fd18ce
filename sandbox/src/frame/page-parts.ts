import type { PinnedScripts } from '@family-auth/library/integration/integrity.ts';
import type { Settings } from '../context/settings.ts';
import { elementPolicy } from '../pages/element-policy.ts';
import { Html, html } from '../pages/html.ts';

/**
 * Of a page that runs the element on the backend's own origin: nothing but what that needs.
 *
 * @param heldBy whose pages may hold it in a frame.
 */
export function pageHeaders(
  { issuer }: Settings,
  heldBy: readonly string[],
  { policySource }: PinnedScripts,
): Readonly<Record<string, string>> {
  return {
    'content-security-policy': elementPolicy({ backend: issuer, heldBy, importMap: policySource }),
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

interface ElementPage {
  readonly title: string;
  /** The block of data that the script reads, by its id. */
  readonly config: readonly [id: string, value: unknown];
  /** Relative to the page, as everything else that it loads. */
  readonly script: string;
  readonly pinned: PinnedScripts;
}

/** A page with nothing but the element, which its script puts in; in a test system with the people who may stand before the camera. */
export const elementPage = ({
  title,
  config: [id, value],
  script,
  pinned,
}: ElementPage): Html => html`<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="../frame-test/frame.css">
    ${data(id, value)}
    ${new Html(pinned.importMap)}
    <script type="module" src="../frame-test/frame-person.js"></script>
    <script type="module" src="${script}" integrity="${pinned.integrity}"></script>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      <details id="synthetic-person" hidden>
        <summary data-text="standInTitle"></summary>
        <p data-text="standInNote"></p>
        <label>
          <span data-text="standInLabel"></span>
          <select id="synthetic-person-choice"><option value="" data-text="standInOwn"></option></select>
        </label>
        <p id="synthetic-person-state" role="status"></p>
      </details>
    </main>
  </body>
</html>
`;
