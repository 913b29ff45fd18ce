import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinScripts, readIntegrity } from '@family-auth/library/integration/integrity.ts';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Settings } from '../context/settings.ts';
import { answerProblems, earlyProblems } from '../http/app.ts';
import { serveBuiltFiles } from '../http/built-files.ts';
import { capConnections, connectionOptions } from '../limits/connection-limits.ts';
import { elementPolicy } from '../pages/element-policy.ts';
import { PORTAL_CLIENT } from '../provider/clients.ts';
import { RENDERED_PEOPLE } from '../registry/synthetic-registry.ts';
import type { TlsCertificate } from '../storage/tls-certificate.ts';
import { portalServerRoutes } from './portal-server.ts';

const PORTAL_DIRECTORY = fileURLToPath(new URL('../../portal', import.meta.url));
/** Where the portal offers what a phone may trust. */
export const AUTHORITY_PATH = '/sandbox-certificate.crt';
export const DIST_DIRECTORY = fileURLToPath(new URL('../../../dist', import.meta.url));

/** The demo portal: static files on an origin of its own, the library's build under `/family-auth/`, and a server that verifies. */
export async function portalApp(
  settings: Settings,
  distDirectory: string,
  log: (line: string) => void = () => {},
  tls?: TlsCertificate,
): Promise<FastifyInstance> {
  const app = Fastify({
    forceCloseConnections: true,
    ...connectionOptions(settings.connections, tls),
    ...earlyProblems,
  });
  capConnections(app.server, settings.connections, { behindProxy: settings.trustProxy !== false });
  answerProblems(app, log);
  const page = portalPage(distDirectory);
  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'content-security-policy': elementPolicy({
        backend: settings.issuer,
        holdsFrame: true,
        ...(page.policySource === undefined ? {} : { importMap: page.policySource }),
      }),
      'permissions-policy': `camera=(self "${settings.issuer}"), microphone=(), geolocation=()`,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
    });
  });
  const shared = { cacheControl: false, etag: true, dotfiles: 'deny' } as const;
  if (existsSync(distDirectory)) await serveBuiltFiles(app, distDirectory, '/family-auth/');
  if (tls !== undefined) {
    app.get(AUTHORITY_PATH, (_, reply) => reply.type('application/x-x509-ca-cert').send(tls.authority));
  }
  app.get('/portal-config.json', async () => ({
    backend: settings.issuer,
    clientId: PORTAL_CLIENT,
    testSystem: true,
  }));
  portalServerRoutes(app, settings);
  await app.register(fastifyStatic, {
    ...shared,
    root: fileURLToPath(RENDERED_PEOPLE),
    prefix: '/people/',
    decorateReply: false,
  });
  app.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(page.markup));
  await app.register(fastifyStatic, { ...shared, root: PORTAL_DIRECTORY, prefix: '/', index: false });
  return app;
}

/** The portal's page with the import map of the library's build, which pins what its script imports of it. */
function portalPage(distDirectory: string): { readonly markup: string; readonly policySource?: string } {
  const markup = readFileSync(join(PORTAL_DIRECTORY, 'index.html'), 'utf8');
  if (!existsSync(distDirectory)) return { markup };
  const pinned = pinScripts(readIntegrity(distDirectory), 'browser/family-auth.js', '/family-auth/browser/');
  return {
    markup: markup.replace(
      '<link rel="modulepreload"',
      // The browser's look ahead knows no import map yet: without the digest it would load the script twice.
      (preload) => `${pinned.importMap}\n    ${preload} integrity="${pinned.integrity}"`,
    ),
    policySource: pinned.policySource,
  };
}
