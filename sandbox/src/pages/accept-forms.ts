import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Lets pages read the short forms of HTML; harmless where another page of the same server did so before. */
export async function acceptForms(app: FastifyInstance): Promise<void> {
  if (app.hasContentTypeParser('application/x-www-form-urlencoded')) return;
  await app.register(formbody, { bodyLimit: 8192 });
}

/**
 * Answers a form with where its page is: a browser that goes back to that page, or loads it again, asks for it anew and
 * never offers to send the form a second time.
 *
 * @param query what the page is told; what is `undefined` is left out.
 */
export function seeOther(
  reply: FastifyReply,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): FastifyReply {
  const told = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return reply.header('Cache-Control', 'no-store').redirect(`${path}?${new URLSearchParams(told)}`, 303);
}
