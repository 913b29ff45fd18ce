import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance } from 'fastify';
import type { Language } from '../pages/pick-language.ts';
import { openFrontDesk } from '../staff/open-front-desk.ts';
import type { StaffSessions } from '../staff/staff-sessions.ts';
import { caseRoutes, pictureRoutes } from './case-routes.ts';
import type { ReviewDesk } from './review-desk.ts';
import { reviewerWords } from './reviewer-words.ts';

export interface ReviewerOptions {
  readonly desk: ReviewDesk;
  readonly sessions: StaffSessions;
  /** Whether accounts of the demo can log in. Default `false`. */
  readonly demo?: boolean;
  /** Where the pages live. Default `/review`. */
  readonly path?: string;
  /** For the labels of relationships. */
  readonly relationships: readonly RelationshipRule[];
}

/**
 * The reviewer's pages: log-in, queue, one case, decision. Script-free; the cookie is HttpOnly and SameSite=Strict, every
 * form carries a token, and pictures go to a logged-in reviewer only and are never stored.
 *
 * Register it with `app.register(reviewerPlugin, options)`.
 */
export async function reviewerPlugin(app: FastifyInstance, options: ReviewerOptions): Promise<void> {
  const { desk, sessions, demo = false, relationships, path = '/review' } = options;
  const titleOf = (language: Language) => reviewerWords(language).title;
  const front = await openFrontDesk(app, { path, role: 'reviewer', sessions, demo, titleOf });
  caseRoutes(app, front, desk, relationships);
  pictureRoutes(app, front, desk);
}
