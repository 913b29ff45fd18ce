import { IdSchema, PLAIN_TEXT } from '@family-auth/library/protocol/common.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { cookieOf, sendPicture, setCookie } from '../http/page-answers.ts';
import type { Language } from '../pages/language.ts';
import type { FrontDesk } from '../staff/front-desk.ts';
import { openFrontDesk } from '../staff/open-front-desk.ts';
import type { StaffSession, StaffSessions } from '../staff/staff-sessions.ts';
import { type CaseView, casePage } from './case-page.ts';
import { previewPage } from './decision-pages.ts';
import { type Beside, largePage } from './picture-pages.ts';
import { NOTICES, QUEUE_METHODS, queuePage, unclaimedPage } from './queue-page.ts';
import {
  IDENTITY_PURPOSES,
  type NoCase,
  QUEUE_SHOWS,
  type QueueFilter,
  type ReviewDecision,
  type ReviewDesk,
} from './review-desk.ts';
import { REVIEW_REASONS, reviewerWords } from './reviewer-words.ts';

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
  const stylesheet = new URL('./reviewer.css', import.meta.url);
  const front = await openFrontDesk(app, { path, role: 'reviewer', sessions, demo, titleOf, stylesheet });
  caseRoutes(app, front, desk, relationships);
  pictureRoutes(app, front, desk);
}

/** What every route of the queue and of its cases works with. */
interface Reviewing {
  readonly front: FrontDesk;
  readonly desk: ReviewDesk;
  readonly relationships: readonly RelationshipRule[];
}

/** Somebody who is logged in, and the case that their request names. */
interface CaseVisit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: StaffSession;
  readonly id: string;
}

/** The queue, and one case from its claim to its decision. */
function caseRoutes(
  app: FastifyInstance,
  front: FrontDesk,
  desk: ReviewDesk,
  relationships: readonly RelationshipRule[],
): void {
  const reviewing: Reviewing = { front, desk, relationships };
  pageRoutes(app, reviewing);
  queueRoutes(app, reviewing);
  actionRoutes(app, reviewing);
}

function pageRoutes(app: FastifyInstance, reviewing: Reviewing): void {
  const { front, desk, relationships } = reviewing;

  app.get(`${front.prefix}/`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    const context = front.contextOf(request, session);
    const notice = NOTICES.find((one) => one in (request.query as object));
    const filter = filterOf(request);
    const { after } = request.query as { readonly after?: unknown };
    const from = typeof after === 'string' ? after : null;
    const queue = await desk.queue(session.name, filter, from);
    const recent = await desk.recent(session.name);
    setCookie(reply, FILTER_COOKIE, [filter.show, filter.method ?? '', filter.order].join('.'), front.prefix);
    const further = from !== null;
    const view = { filter, further, recent, notice, now: new Date() };
    const page = queuePage(context, queue, relationships, view);
    return front.show(reply, context, page);
  });

  app.get(`${front.prefix}/cases/:id`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.home(reply);
    const id = idOf(request);
    return id === undefined
      ? front.home(reply, '?gone')
      : showCase(reviewing, { request, reply, session, id });
  });
}

/** What the query asks for; else what was asked for last, which the browser keeps; else everything. */
function filterOf(request: FastifyRequest): QueueFilter {
  const query = request.query as Readonly<Record<string, unknown>>;
  const [show, method, order] = (cookieOf(request, FILTER_COOKIE) ?? '').split('.');
  const kept = { show, method, order };
  const parsed = FilterQuery.safeParse({ ...kept, ...query });
  const { q, ...filter } = parsed.success ? parsed.data : FilterQuery.parse({});
  return { ...filter, search: q };
}

/** What concerns the queue as a whole: looking for a case, and taking the next one. */
function queueRoutes(app: FastifyInstance, { front, desk }: Reviewing): void {
  app.post(`${front.prefix}/search`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const form = SearchForm.safeParse(request.body);
    if (!form.success) return front.home(reply);
    const q = await desk.searchOf(form.data.q);
    return front.home(reply, `?${new URLSearchParams({ show: 'all', method: '', q }).toString()}`);
  });

  app.post(`${front.prefix}/next`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const form = NextForm.safeParse(request.body);
    const passedOver = form.success ? (form.data.passedOver ?? null) : null;
    if (passedOver !== null) await desk.release(passedOver, session.name);
    return toNext(front, desk, request, reply, session, passedOver);
  });
}

/** To the next case of the filter that was looked at last, or to the queue where there is none. */
async function toNext(
  front: FrontDesk,
  desk: ReviewDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  { name }: StaffSession,
  passedOver: string | null,
) {
  const next = await desk.next(name, filterOf(request), passedOver);
  return next === undefined
    ? front.home(reply, '?none_left')
    : reply.redirect(`${front.prefix}/cases/${next}`, 303);
}

function actionRoutes(app: FastifyInstance, reviewing: Reviewing): void {
  const { front, desk } = reviewing;

  const act = (name: string, work: (visit: CaseVisit) => Promise<unknown>) =>
    app.post(`${front.prefix}/cases/:id/${name}`, async (request, reply) => {
      const session = await front.sessionOfForm(request);
      if (!session) return front.home(reply, '?expired');
      const id = idOf(request);
      return id === undefined ? front.home(reply, '?gone') : work({ request, reply, session, id });
    });

  act('claim', async ({ reply, session, id }) => {
    const claimed = await desk.claim(id, session.name);
    return claimed === 'claimed'
      ? reply.redirect(`${front.prefix}/cases/${id}`, 303)
      : front.home(reply, `?${claimed}`);
  });

  act('release', async ({ reply, session, id }) => {
    await desk.release(id, session.name);
    return front.home(reply);
  });

  act('identity', async (visit) => {
    const form = IdentityForm.safeParse(visit.request.body);
    if (!form.success) return showCase(reviewing, visit, { problem: 'purposeMissing' }, 422);
    const identity = await desk.identity(visit.id, visit.session.name, form.data.purpose);
    if (typeof identity === 'string') return noCase(front, visit.reply, identity);
    return showCase(reviewing, visit, { identity });
  });

  act('undo', async ({ reply, session, id }) =>
    (await desk.undo(id, session.name)) === 'undone'
      ? reply.redirect(`${front.prefix}/cases/${id}`, 303)
      : front.home(reply, '?too_late'),
  );

  act('preview', (visit) => preview(reviewing, visit));
  act('decision', (visit) => decide(reviewing, visit));
}

/** What is about to be decided, and nothing is yet. */
async function preview(reviewing: Reviewing, visit: CaseVisit) {
  const { front, desk } = reviewing;
  const { request, reply, session, id } = visit;
  const decision = decisionOf(request);
  if (decision === undefined) return showCase(reviewing, visit, { problem: 'reasonMissing' }, 422);
  const review = await desk.find(id, session.name);
  if (typeof review === 'string') return noCase(front, reply, review);
  const context = { ...front.contextOf(request, session), path: `${front.prefix}/cases/${id}` };
  return front.show(reply, context, previewPage(context, review, decision));
}

async function decide(reviewing: Reviewing, visit: CaseVisit) {
  const { front, desk } = reviewing;
  const { request, reply, session, id } = visit;
  const decision = decisionOf(request);
  if (decision === undefined) return showCase(reviewing, visit, { problem: 'reasonMissing' }, 422);
  const decided = await desk.decide(id, decision, session.name);
  if (decided === 'gone' || decided === 'not_claimed') return noCase(front, reply, decided);
  const goesOn = decided !== 'needs_another' && (request.body as { go?: unknown }).go === 'next';
  return goesOn ? toNext(front, desk, request, reply, session, null) : front.home(reply, `?${decided}`);
}

/** The case to who has claimed it; to anybody else as much as the queue says of it. */
async function showCase(
  { front, desk, relationships }: Reviewing,
  { request, reply, session, id }: CaseVisit,
  view: CaseView = {},
  status = 200,
) {
  const review = await desk.find(id, session.name);
  const context = { ...front.contextOf(request, session), path: `${front.prefix}/cases/${id}` };
  if (review === 'gone') return noCase(front, reply, review);
  if (review !== 'not_claimed') {
    const recent = await desk.recent(session.name);
    return front.show(reply, context, casePage(context, review, relationships, { ...view, recent }), status);
  }
  const summary = await desk.summary(id);
  if (summary === undefined) return noCase(front, reply, 'gone');
  return front.show(reply, context, unclaimedPage(context, summary, relationships), status);
}

const noCase = (front: FrontDesk, reply: FastifyReply, why: NoCase) =>
  front.home(reply, why === 'gone' ? '?gone' : '?lost');

/** Pictures go to the reviewer who has the case. */
function pictureRoutes(app: FastifyInstance, front: FrontDesk, desk: ReviewDesk): void {
  app.get(`${front.prefix}/cases/:id/pictures/:n/large`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.home(reply);
    const params = PictureParams.safeParse(request.params);
    if (!params.success) return front.home(reply, '?gone');
    const { id, n } = params.data;
    const review = await desk.find(id, session.name);
    if (typeof review === 'string') return noCase(front, reply, review);
    const context = front.contextOf(request, session);
    const page = largePage(context, review, n, besideOf(request));
    return page === undefined
      ? reply.redirect(`${front.prefix}/cases/${id}`, 303)
      : front.show(reply, context, page);
  });

  app.get(`${front.prefix}/cases/:id/pictures/:n`, async (request, reply) => {
    const params = PictureParams.safeParse(request.params);
    const session = await front.sessionOf(request);
    if (!session || !params.success) return sendPicture(reply, undefined);
    return sendPicture(reply, await desk.picture(params.data.id, params.data.n, session.name));
  });

  app.get(`${front.prefix}/cases/:id/registry-photo`, async (request, reply) => {
    const id = idOf(request);
    const session = await front.sessionOf(request);
    if (!session || id === undefined) return sendPicture(reply, undefined);
    return sendPicture(reply, await desk.registryPhoto(id, session.name));
  });
}

function idOf({ params }: FastifyRequest): string | undefined {
  const parsed = CaseParams.safeParse(params);
  return parsed.success ? parsed.data.id : undefined;
}

function besideOf({ query }: FastifyRequest): Beside {
  const parsed = BesideQuery.safeParse(query);
  return parsed.success ? parsed.data.beside : undefined;
}

function decisionOf({ body }: FastifyRequest): ReviewDecision | undefined {
  const form = DecisionForm.safeParse(body);
  if (!form.success) return undefined;
  const { decision, reason, note } = form.data;
  if (decision === 'approved') return { decision, reason: null, note };
  return reason === undefined ? undefined : { decision, reason, note };
}

/** An empty choice in the form is no reason. */
const ReasonField = z.pipe(
  z.transform((value) => (value === '' ? undefined : value)),
  z.optional(z.enum(REVIEW_REASONS)),
);

const DecisionForm = z.object({
  decision: z.enum(['approved', 'rejected']),
  reason: z.optional(ReasonField),
  note: z._default(z.string().check(z.trim(), z.maxLength(500), z.regex(PLAIN_TEXT)), ''),
});

/** What was chosen in the queue. */
const FILTER_COOKIE = 'family_auth_review_queue';
const FilterQuery = z.object({
  show: z.catch(z._default(z.enum(QUEUE_SHOWS), 'all'), 'all'),
  method: z.catch(z._default(z.nullable(z.enum(QUEUE_METHODS)), null), null),
  order: z.catch(z._default(z.enum(['oldest', 'newest']), 'oldest'), 'oldest'),
  q: z.catch(
    z._default(z.nullable(z.string().check(z.minLength(1), z.maxLength(80), z.regex(PLAIN_TEXT))), null),
    null,
  ),
});
const SearchForm = z.object({
  q: z.string().check(z.trim(), z.minLength(1), z.maxLength(80), z.regex(PLAIN_TEXT)),
});
const NextForm = z.object({ passedOver: z.optional(IdSchema) });
const IdentityForm = z.object({ purpose: z.enum(IDENTITY_PURPOSES) });

const PictureNumber = z.coerce.number().check(z.int(), z.minimum(0), z.maximum(999));
const BesideQuery = z.object({ beside: z.union([z.literal('registry'), PictureNumber]) });
const CaseParams = z.object({ id: IdSchema });
const PictureParams = z.object({ id: IdSchema, n: PictureNumber });
