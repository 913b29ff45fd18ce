import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pinScripts, readIntegrity } from '@family-auth/library/integration/integrity.ts';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../context/settings.ts';
import { elementPage, pageHeaders } from './page-parts.ts';

/** Whether the library's build has the page: one that is not there is not announced. */
export const hasHandOffPage = (distDirectory: string): boolean =>
  existsSync(join(distDirectory, 'frame-page', 'hand-off.js'));

/**
 * The page at `hand_off_uri`, on which a phone does the evidence of a draft that was made elsewhere. What leads to the draft stands
 * behind `#` and never comes here; nobody logs in, and no page may hold it.
 */
export async function handOffPagePlugin(
  app: FastifyInstance,
  { settings, distDirectory }: { readonly settings: Settings; readonly distDirectory: string },
): Promise<void> {
  if (!hasHandOffPage(distDirectory)) return;
  const pinned = pinScripts(readIntegrity(distDirectory), 'frame-page/hand-off.js', '../frame/');
  const headers = pageHeaders(settings, [], pinned);
  const page = elementPage({
    title: '用手机接着做 / Go on with your phone',
    config: ['family-auth-hand-off', { issuer: settings.issuer }],
    script: '../frame/hand-off.js',
    pinned,
  }).markup;
  app.get(new URL(settings.handOffUri).pathname, (_, reply) =>
    reply.headers(headers).type('text/html; charset=utf-8').send(page),
  );
}
