import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

/** Notes the routes of every Fastify server that starts in this process from now on: `METHOD /path`, without HEAD and OPTIONS. */
export function watchRoutes(): readonly string[] {
  const routes: string[] = [];
  diagnostics.subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        if (one !== 'HEAD' && one !== 'OPTIONS') routes.push(`${one} ${url}`);
      }
    });
  });
  return routes;
}
