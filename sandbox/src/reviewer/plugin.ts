import { readFile } from 'node:fs/promises';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { RelationshipRule } from '../../../src/protocol/discovery.ts';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { pickLanguage } from '../pages/pick-language.ts';
import { CaseParams, DecisionForm, FormToken, LoginForm, PictureParams } from './forms.ts';
import { casePage } from './pages/case-page.ts';
import type { PageContext } from './pages/layout.ts';
import { loginPage } from './pages/login-page.ts';
import { queuePage } from './pages/queue-page.ts';
import type { ReviewDesk } from './review-desk.ts';
import { type ReviewerSession, reviewerSessions } from './reviewer-sessions.ts';
import { sendPicture } from './send-picture.ts';

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

const COOKIE = 'family_auth_reviewer';
const LANGUAGE_COOKIE = 'family_auth_reviewer_lang';

/**
 * The reviewer's pages: log-in, queue, one case, decision. Script-free; the cookie is HttpOnly and SameSite=Strict, every
 * form carries a token, and pictures go to a logged-in reviewer only and are never stored.
 *
 * Register it with `app.register(reviewerPlugin, options)`.
 */
export async function reviewerPlugin(app: FastifyInstance, options: ReviewerOptions): Promise<void> {
  const { desk, relationships, path: prefix = '/review', clock = systemClock } = options;
  const sessions = reviewerSessions(options.password, clock);
  const css = await readFile(new URL('./reviewer.css', import.meta.url), 'utf8');
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) {
    await app.register(formbody, { bodyLimit: 8192 });
  }

  const contextOf = (request: FastifyRequest, session?: ReviewerSession): PageContext => {
    const asked = (request.query as { lang?: unknown }).lang;
    const kept = cookieOf(request, LANGUAGE_COOKIE);
    const language = pickLanguage(
      typeof asked === 'string' ? asked : kept,
      request.headers['accept-language'],
    );
    return { language, prefix, path: request.url.split('?')[0]!, session };
  };
  const show = (reply: FastifyReply, context: PageContext, page: string, status = 200) => {
    setCookie(reply, LANGUAGE_COOKIE, context.language, prefix);
    return reply.code(status).headers(PAGE_HEADERS).send(page);
  };
  const home = (reply: FastifyReply, notice = '') => reply.redirect(`${prefix}/${notice}`, 303);
  const sessionOf = (request: FastifyRequest) => sessions.find(cookieOf(request, COOKIE));
  /** The session of a form that was made for it, or `undefined`. */
  const sessionOfForm = (request: FastifyRequest) => {
    const session = sessionOf(request);
    const form = FormToken.safeParse(request.body);
    return session && form.success && form.data.csrf === session.csrf ? session : undefined;
  };

  app.get(`${prefix}/reviewer.css`, async (_, reply) =>
    reply.header('Content-Type', 'text/css; charset=utf-8').header('Cache-Control', 'no-cache').send(css),
  );

  app.get(prefix, async (_, reply) => home(reply));

  app.get(`${prefix}/`, async (request, reply) => {
    const session = sessionOf(request);
    const context = contextOf(request, session);
    if (!session) return show(reply, context, loginPage(context));
    const notice = ['done', 'gone', 'expired'].find((one) => one in (request.query as object));
    const page = queuePage(context, await desk.queue(), relationships, notice as 'done' | undefined);
    return show(reply, context, page);
  });

  app.post(`${prefix}/login`, async (request, reply) => {
    const context = contextOf(request);
    const form = LoginForm.safeParse(request.body);
    if (!form.success || !isSameOrigin(request))
      return show(reply, context, loginPage(context, 'wrong'), 403);
    const session = sessions.logIn(form.data.reviewer, form.data.password);
    if (session === 'wrong') return show(reply, context, loginPage(context, 'wrong'), 403);
    if (session === 'locked') return show(reply, context, loginPage(context, 'locked'), 429);
    setCookie(reply, COOKIE, session.token, prefix);
    return home(reply);
  });

  app.post(`${prefix}/logout`, async (request, reply) => {
    const session = sessionOfForm(request);
    if (session) sessions.logOut(session.token);
    return home(reply);
  });

  app.get(`${prefix}/cases/:id`, async (request, reply) => {
    const session = sessionOf(request);
    if (!session) return home(reply);
    const context = contextOf(request, session);
    const params = CaseParams.safeParse(request.params);
    const review = params.success ? await desk.find(params.data.id) : undefined;
    if (!review) return home(reply, '?gone');
    return show(reply, context, casePage(context, review, relationships));
  });

  app.post(`${prefix}/cases/:id/decision`, async (request, reply) => {
    const session = sessionOfForm(request);
    if (!session) return home(reply, '?expired');
    const params = CaseParams.safeParse(request.params);
    const form = DecisionForm.safeParse(request.body);
    const review = params.success ? await desk.find(params.data.id) : undefined;
    if (!review) return home(reply, '?gone');
    if (!form.success || (form.data.decision === 'rejected' && form.data.reason === undefined)) {
      const context = { ...contextOf(request, session), path: `${prefix}/cases/${review.applicationId}` };
      return show(reply, context, casePage(context, review, relationships, 'reasonMissing'), 422);
    }
    const { decision, reason, note } = form.data;
    const decided = await desk.decide(review.applicationId, {
      decision,
      reason: decision === 'rejected' ? reason! : null,
      note,
      reviewer: session.reviewer,
    });
    return home(reply, decided ? '?done' : '?gone');
  });

  app.get(`${prefix}/cases/:id/pictures/:n`, async (request, reply) => {
    const params = PictureParams.safeParse(request.params);
    if (!sessionOf(request) || !params.success) return sendPicture(reply, undefined);
    return sendPicture(reply, await desk.picture(params.data.id, params.data.n));
  });

  app.get(`${prefix}/cases/:id/registry-photo`, async (request, reply) => {
    const params = CaseParams.safeParse(request.params);
    if (!sessionOf(request) || !params.success) return sendPicture(reply, undefined);
    return sendPicture(reply, await desk.registryPhoto(params.data.id));
  });
}

function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Values are our own tokens and language tags: nothing in them needs quoting. */
function setCookie(reply: FastifyReply, name: string, value: string, path: string): void {
  const secure = reply.request.protocol === 'https' ? '; Secure' : '';
  const earlier = reply.getHeader('Set-Cookie');
  const cookie = `${name}=${value}; Path=${path}; HttpOnly; SameSite=Strict${secure}`;
  reply.removeHeader('Set-Cookie');
  for (const one of [...[earlier ?? []].flat().map(String), cookie]) reply.header('Set-Cookie', one);
}

/** A log-in form has no session yet whose token could vouch for it; the browser says where it comes from. */
function isSameOrigin({ headers, host, protocol }: FastifyRequest): boolean {
  return headers.origin === undefined || headers.origin === `${protocol}://${host}`;
}
