import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, setCookie } from '../pages/cookies.ts';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { type Language, pickLanguage } from '../pages/pick-language.ts';
import { FormToken } from './forms.ts';
import type { PageContext } from './pages/layout.ts';
import type { ReviewerSession, ReviewerSessions } from './reviewer-sessions.ts';

export const SESSION_COOKIE = 'family_auth_reviewer';
const LANGUAGE_COOKIE = 'family_auth_reviewer_lang';

/** What every route of the reviewer's pages needs: who asks, in which language, and how to answer. */
export interface FrontDesk {
  readonly prefix: string;
  sessionOf(request: FastifyRequest): ReviewerSession | undefined;
  /** The session of a form that was made for it; `undefined` for every other form. */
  sessionOfForm(request: FastifyRequest): ReviewerSession | undefined;
  contextOf(request: FastifyRequest, session?: ReviewerSession): PageContext;
  show(reply: FastifyReply, context: PageContext, page: string, status?: number): FastifyReply;
  /** To the queue, or to the log-in for whoever has no session; `notice` is a query such as `?done`. */
  home(reply: FastifyReply, notice?: string): FastifyReply;
}

/** @param titleOf what stands on top of every page. */
export function frontDesk(
  prefix: string,
  sessions: ReviewerSessions,
  titleOf: (language: Language) => string,
): FrontDesk {
  const sessionOf = (request: FastifyRequest) => sessions.find(cookieOf(request, SESSION_COOKIE));
  return {
    prefix,
    sessionOf,
    sessionOfForm(request) {
      const session = sessionOf(request);
      const form = FormToken.safeParse(request.body);
      return session && form.success && form.data.csrf === session.csrf ? session : undefined;
    },
    contextOf(request, session) {
      const asked = (request.query as { lang?: unknown }).lang;
      const wanted = typeof asked === 'string' ? asked : cookieOf(request, LANGUAGE_COOKIE);
      const language = pickLanguage(wanted, request.headers['accept-language']);
      return { language, title: titleOf(language), prefix, path: request.url.split('?')[0]!, session };
    },
    show(reply, context, page, status = 200) {
      setCookie(reply, LANGUAGE_COOKIE, context.language, prefix);
      return reply.code(status).headers(PAGE_HEADERS).send(page);
    },
    home: (reply, notice = '') => reply.redirect(`${prefix}/${notice}`, 303),
  };
}
