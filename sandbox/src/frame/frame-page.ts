import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinScripts, readIntegrity } from '@family-auth/library/integration/integrity.ts';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../context/settings.ts';
import { serveBuiltFiles } from '../http/built-files.ts';
import { type Html, html } from '../pages/html.ts';
import { PORTAL_CLIENT } from '../provider/clients.ts';
import { RENDERED_PEOPLE } from '../registry/synthetic-registry.ts';
import { data, elementPage, pageHeaders } from './page-parts.ts';

const PORTAL_DIRECTORY = fileURLToPath(new URL('../../portal', import.meta.url));
/** What the demo portal and the frame's page of a test system share. */
const SHARED = ['/frame.css', '/frame-person.js', '/synthetic-person.js', '/texts.js'];
const PREFIX = '/family-auth';
/** Of the library's build what the frame's page loads, and the scripted camera of a test system. */
const FOLDERS = { 'frame-page': 'frame', assets: 'assets', testing: 'testing' };

/** Whether the library's build has the page: one that is not there is not announced. */
export const hasFramePage = (distDirectory: string): boolean =>
  existsSync(join(distDirectory, 'frame-page', 'frame.js'));

/**
 * The page at `frame_uri`: the element on the backend's own origin, in a frame of a registered portal's page; and the callback page of
 * its log-in.
 */
export async function framePlugin(
  app: FastifyInstance,
  { settings, distDirectory }: { readonly settings: Settings; readonly distDirectory: string },
): Promise<void> {
  if (!hasFramePage(distDirectory)) return;
  const origins = settings.portals.map(({ origin }) => origin).filter((origin) => origin !== settings.issuer);
  // No page but a registered portal's around it.
  const pinned = pinScripts(readIntegrity(distDirectory), 'frame-page/frame.js', './');
  const headers = pageHeaders(settings, origins, pinned);
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(headers);
  });
  const page = elementPage({
    title: '亲情服务 / Family service',
    config: [
      'family-auth-frame',
      { issuer: settings.issuer, portals: [{ clientId: PORTAL_CLIENT, origins }] },
    ],
    script: 'frame.js',
    pinned,
  }).markup;
  const callback = callbackPage(origins).markup;
  app.get(`${PREFIX}/frame/`, (_, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.get(`${PREFIX}/frame/callback.html`, (_, reply) =>
    reply.type('text/html; charset=utf-8').send(callback),
  );
  const shared = {
    cacheControl: false,
    etag: true,
    dotfiles: 'deny',
    decorateReply: false,
    index: false,
  } as const;
  for (const [folder, name] of Object.entries(FOLDERS)) {
    const root = join(distDirectory, folder);
    if (existsSync(root)) await serveBuiltFiles(app, root, `${PREFIX}/${name}/`);
  }
  await app.register(fastifyStatic, {
    ...shared,
    root: PORTAL_DIRECTORY,
    prefix: `${PREFIX}/frame-test/`,
    allowedPath: (path) => SHARED.includes(path),
  });
  await app.register(fastifyStatic, { ...shared, root: fileURLToPath(RENDERED_PEOPLE), prefix: '/people/' });
}

const callbackPage = (origins: readonly string[]): Html => html`<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>登录</title>
    <link rel="icon" href="data:,">
    ${data('family-auth-portals', origins)}
    <script type="module" src="callback.js"></script>
  </head>
  <body>
    <p>登录已完成，正在返回。如果这个窗口没有自动关闭，请关闭它。</p>
    <p lang="en">You are being taken back. If this window does not close by itself, please close it.</p>
  </body>
</html>
`;
