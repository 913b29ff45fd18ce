import { readFile } from 'node:fs/promises';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { RelationshipRule } from '../../../src/protocol/discovery.ts';
import { caseRoutes, pictureRoutes } from './case-routes.ts';
import { frontDesk } from './front-desk.ts';
import { loginRoutes } from './login-routes.ts';
import type { ReviewDesk } from './review-desk.ts';
import { reviewerSessions } from './reviewer-sessions.ts';
import { reviewerWords } from './reviewer-words.ts';

export interface ReviewerOptions {
  readonly desk: ReviewDesk;
  /** The reviewers' password. */
  readonly password: string;
  /** Where the pages live. Default `/review`. */
  readonly path?: string;
  /** For the labels of relationships. */
  readonly relationships: readonly RelationshipRule[];
  readonly clock?: Clock;
}

/**
 * The reviewer's pages: log-in, queue, one case, decision. Script-free; the cookie is HttpOnly and SameSite=Strict, every
 * form carries a token, and pictures go to a logged-in reviewer only and are never stored.
 *
 * Register it with `app.register(reviewerPlugin, options)`.
 */
export async function reviewerPlugin(app: FastifyInstance, options: ReviewerOptions): Promise<void> {
  const { desk, relationships, path = '/review', clock = systemClock } = options;
  const sessions = reviewerSessions(options.password, clock);
  const front = frontDesk(path, sessions, (language) => reviewerWords(language).title);
  const css = await readFile(new URL('./reviewer.css', import.meta.url), 'utf8');
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) {
    await app.register(formbody, { bodyLimit: 8192 });
  }
  app.get(`${path}/reviewer.css`, async (_, reply) =>
    reply.header('Content-Type', 'text/css; charset=utf-8').header('Cache-Control', 'no-cache').send(css),
  );
  app.get(path, async (_, reply) => front.home(reply));
  loginRoutes(app, front, sessions);
  caseRoutes(app, front, desk, relationships);
  pictureRoutes(app, front, desk);
}
