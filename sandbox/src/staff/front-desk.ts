import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { StaffRole } from '../database/schema/staff.ts';
import { isFromThisComputer } from '../http/only-this-computer.ts';
import { cookieOf, PAGE_HEADERS, setCookie } from '../http/page-answers.ts';
import { type Language, pickLanguage } from '../pages/language.ts';
import { loginPage, type PageContext } from './pages.ts';
import { STAFF_NAME } from './staff-accounts.ts';
import type { StaffOrigin, StaffRefusal, StaffSession, StaffSessions } from './staff-sessions.ts';

export const SESSION_COOKIE = 'family_auth_staff';
const LANGUAGE_COOKIE = 'family_auth_staff_lang';
const FormToken = z.object({ csrf: z.string() });

/** What every page of those who work here needs: who asks, in which language, and how to answer. */
export interface FrontDesk {
  readonly prefix: string;
  /** What somebody must be allowed to work as here. */
  readonly role: StaffRole;
  sessionOf(request: FastifyRequest): Promise<StaffSession | undefined>;
  /** The session of a form that was made for it; `undefined` for every other form. */
  sessionOfForm(request: FastifyRequest): Promise<StaffSession | undefined>;
  contextOf(request: FastifyRequest, session?: StaffSession): PageContext;
  show(reply: FastifyReply, context: PageContext, page: string, status?: number): FastifyReply;
  /** The log-in, with what was wrong. */
  showLogin(reply: FastifyReply, request: FastifyRequest, problem?: StaffRefusal): FastifyReply;
  /** To the first page, or to the log-in for whoever has no session; `notice` is a query such as `?done`. */
  home(reply: FastifyReply, notice?: string): FastifyReply;
}

export interface FrontDeskOptions {
  /** Where the pages live. */
  readonly path: string;
  readonly role: StaffRole;
  readonly sessions: StaffSessions;
  /** Whether accounts of the demo can log in, and the page says where they stand. */
  readonly demo: boolean;
  /** What stands on top of every page. */
  readonly titleOf: (language: Language) => string;
  /** A style sheet of the desk's own, added to the one that all desks have. */
  readonly stylesheet?: URL;
}

export const originOf = (request: FastifyRequest): StaffOrigin => ({
  address: request.ip,
  thisComputer: isFromThisComputer(request),
});

export function frontDesk({ path: prefix, role, sessions, demo, titleOf }: FrontDeskOptions): FrontDesk {
  const sessionOf = (request: FastifyRequest) =>
    sessions.find(cookieOf(request, SESSION_COOKIE), role, originOf(request));
  const desk: FrontDesk = {
    prefix,
    role,
    sessionOf,
    async sessionOfForm(request) {
      const session = await sessionOf(request);
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
    showLogin(reply, request, problem) {
      const context = { ...desk.contextOf(request), path: `${prefix}/` };
      const name = (request.body as { name?: unknown } | undefined)?.name;
      const typed = typeof name === 'string' && STAFF_NAME.test(name) ? name : '';
      const page = loginPage(context, { demo, problem, name: typed });
      return desk.show(
        reply,
        context,
        page,
        problem === undefined ? 200 : problem === 'too_many' ? 429 : 403,
      );
    },
    home: (reply, notice = '') => reply.redirect(`${prefix}/${notice}`, 303),
  };
  return desk;
}
