import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';

const PREFIX = '/oidc';

/** Hands every other request under `/oidc` to the provider before Fastify reads its body. */
export function mountProvider(app: FastifyInstance, provider: Provider): void {
  const handle = provider.callback();
  app.route({
    method: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    url: `${PREFIX}/*`,
    onRequest: async (request, reply) => {
      const raw = request.raw as IncomingMessage & { originalUrl?: string };
      raw.originalUrl = request.url;
      raw.url = request.url.slice(PREFIX.length);
      reply.hijack();
      reply.raw.setHeader(
        'content-security-policy',
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
      );
      reply.raw.setHeader('x-content-type-options', 'nosniff');
      // The provider says otherwise where it means otherwise; its refusals must not be kept.
      reply.raw.setHeader('cache-control', 'no-store');
      handle(request.raw, reply.raw);
    },
    handler: () => {
      throw new Error('The provider answers before this.');
    },
  });
}
