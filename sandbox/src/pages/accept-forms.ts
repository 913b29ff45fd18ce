import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';

/** Lets pages read the short forms of HTML; harmless where another page of the same server did so before. */
export async function acceptForms(app: FastifyInstance): Promise<void> {
  if (app.hasContentTypeParser('application/x-www-form-urlencoded')) return;
  await app.register(formbody, { bodyLimit: 8192 });
}
