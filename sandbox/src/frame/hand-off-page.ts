import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../context/settings.ts';
import { type Html, html } from '../pages/html.ts';
import { data, pageHeaders } from './page-parts.ts';

/** Whether the library's build has the page: one that is not there is not announced. */
export const hasHandOffPage = (distDirectory: string): boolean =>
  existsSync(join(distDirectory, 'frame-page', 'hand-off.js'));

/**
 * The page at `hand_off_uri`, on which a phone does the evidence of a draft that was made elsewhere. What leads to the draft stands
 * behind `#` and never comes here; nobody logs in, and no page may hold it.
 */
export async function handOffPagePlugin(
  app: FastifyInstance,
  { settings }: { readonly settings: Settings },
): Promise<void> {
  const headers = pageHeaders(settings, []);
  const page = handOffPage({ issuer: settings.issuer }).markup;
  app.get(new URL(settings.handOffUri).pathname, (_, reply) =>
    reply.headers(headers).type('text/html; charset=utf-8').send(page),
  );
}

const handOffPage = (config: unknown): Html => html`<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>用手机接着做 / Go on with your phone</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="../frame-test/frame.css">
    ${data('family-auth-hand-off', config)}
    <script type="module" src="../frame-test/frame-person.js"></script>
    <script type="module" src="../frame/hand-off.js"></script>
  </head>
  <body>
    <main>
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
