import { IdSchema } from '@family-auth/library/protocol/common.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { acceptForms, PAGE_HEADERS, seeOther } from '../http/page-answers.ts';
import { type Language, languageOf } from '../pages/language.ts';
import { type Submitted, VIEWS, type View, viewOf } from '../provider/account-forms.ts';
import { ACCOUNT_HEADERS, accountPage, shownOf } from '../provider/account-page.ts';
import type { ConfirmationDesk } from './confirmation-desk.ts';
import { confirmationWords, declinePage, endPage, latePage, questionPage } from './pages.ts';
import { openSteps, type Step, type Steps } from './steps.ts';

/** Where the relative's own page lives. */
const PREFIX = '/confirm';
const AnswerForm = z.object({
  ticket: z.string(),
  answer: z.enum(['agreed', 'declined']),
  consent: z.optional(z.literal('yes')),
});

const DeclineForm = z.object({ ending: z.string().check(z.maxLength(40)) });

const text = z.optional(z.string().check(z.maxLength(100)));
const Query = z.object({
  view: text,
  /** What a form led to. */
  step: text,
  problem: z.optional(z.enum(['wrong', 'too_many'])),
});
type Query = z.infer<typeof Query>;

/** What the page works with. */
interface Confirmation {
  readonly desk: ConfirmationDesk;
  readonly relationships: readonly RelationshipRule[];
  readonly steps: Steps;
}

/**
 * The page that a relative opens on their own phone: log-in, who asks and for what, agree or not; a no takes no log-in.
 * Without cookies but for the size of text, and but for the log-in's without a script: what a form led to is kept for a quarter of an hour, under a key in the address that the
 * form leads to. Nothing personal is shown before the log-in.
 */
export async function confirmationPlugin(
  app: FastifyInstance,
  options: Omit<Confirmation, 'steps'>,
): Promise<void> {
  const confirmation: Confirmation = { ...options, steps: openSteps() };
  await acceptForms(app);

  app.get(`${PREFIX}/:token`, { exposeHeadRoute: false }, async (request, reply) => {
    const visit = visitOf(request);
    const query = Query.safeParse(request.query);
    if (visit === undefined) return gone(reply, languageOf(request));
    return showPage(reply, visit, query.success ? query.data : {}, confirmation);
  });

  for (const view of VIEWS) enterRoute(app, view, confirmation);
  answerRoute(app, confirmation);
  declineRoute(app, confirmation);
}

/** What a form led to, or the beginning. */
async function showPage(
  reply: FastifyReply,
  visit: Visit,
  { view, step: key, problem }: Query,
  { desk, relationships, steps }: Confirmation,
): Promise<FastifyReply> {
  const { token, language } = visit;
  const step = steps.find(token, key);
  if (step?.kind === 'ended') return page(reply, endPage(language, step.end, step.operator));
  if (!(await desk.waits(token))) return gone(reply, language);
  if (step?.kind === 'refused') return enter(reply, visit, step.view, step.submitted);
  if (step?.kind === 'asked') {
    const { question, missing } = step;
    const options = { ...visit, ticket: key!, relationships, missing };
    return page(reply.code(missing ? 422 : 200), questionPage(language, question, options));
  }
  if (view !== 'decline') return enter(reply, visit, viewOf(view));
  const status = problem === undefined ? 200 : problem === 'wrong' ? 422 : 429;
  return page(reply.code(status), declinePage(language, { ...visit, ...(problem && { problem }) }));
}

function enterRoute(app: FastifyInstance, view: View, { desk, steps }: Confirmation): void {
  app.post(`${PREFIX}/:token/${view}`, async (request, reply) => {
    const visit = visitOf(request);
    // Before anything is looked up, hashed or registered: only who has a link may log in by one.
    if (visit === undefined || !(await desk.waits(visit.token))) return gone(reply, languageOf(request));
    const asked = await desk.enter(visit.token, view, request.body, visit.language);
    if (asked === 'gone') return gone(reply, visit.language);
    return lead(
      reply,
      visit,
      steps,
      'result' in asked
        ? { kind: 'refused', view, submitted: asked }
        : { kind: 'asked', question: asked, missing: false },
    );
  });
}

function answerRoute(app: FastifyInstance, { desk, steps }: Confirmation): void {
  app.post(`${PREFIX}/:token/answer`, async (request, reply) => {
    const visit = visitOf(request);
    const form = AnswerForm.safeParse(request.body);
    const step = visit && form.success ? steps.find(visit.token, form.data.ticket) : undefined;
    if (!visit || !form.success) return gone(reply, languageOf(request));
    if (step?.kind !== 'asked') return late(reply, visit, desk);
    const { question } = step;
    const { answer, consent, ticket } = form.data;
    const agreed = answer === 'agreed';
    if (agreed && !consent) return lead(reply, visit, steps, { ...step, missing: true });
    steps.forget(ticket);
    if (!(await desk.answer(visit.token, question, agreed, visit.language))) return late(reply, visit, desk);
    return lead(reply, visit, steps, { kind: 'ended', end: answer, operator: question.operator_name });
  });
}

function declineRoute(app: FastifyInstance, { desk, steps }: Confirmation): void {
  app.post(`${PREFIX}/:token/decline`, async (request, reply) => {
    const visit = visitOf(request);
    const form = DeclineForm.safeParse(request.body);
    const outcome =
      visit === undefined || !form.success ? 'gone' : await desk.decline(visit.token, form.data.ending);
    if (visit === undefined || outcome === 'gone') return gone(reply, languageOf(request));
    if (outcome === 'declined')
      return lead(reply, visit, steps, { kind: 'ended', end: outcome, operator: '' });
    return seeOther(reply, visit.path, { view: 'decline', problem: outcome, lang: visit.language });
  });
}

const lead = (
  reply: FastifyReply,
  { token, path, language }: Visit,
  steps: Steps,
  step: Step,
): FastifyReply => seeOther(reply, path, { step: steps.keep(token, step), lang: language });

interface Visit {
  readonly token: string;
  readonly language: Language;
  readonly path: string;
}

function visitOf(request: FastifyRequest): Visit | undefined {
  const { token } = request.params as { token?: unknown };
  const parsed = IdSchema.safeParse(token);
  if (!parsed.success) return undefined;
  return { token: parsed.data, language: languageOf(request), path: `${PREFIX}/${parsed.data}` };
}

/** Links exist where accounts are verified. */
function enter(
  reply: FastifyReply,
  { language, path }: Visit,
  view: View,
  submitted?: Submitted,
): FastifyReply {
  const shown = shownOf(submitted);
  const body = accountPage({
    view,
    locale: language,
    path,
    intro: confirmationWords(language).intro,
    accountsVerified: true,
    otherWay: { href: `${path}?view=decline&lang=${language}`, text: confirmationWords(language).declineWay },
    ...shown,
  });
  return reply
    .code(shown.errors.length > 0 ? 422 : 200)
    .headers(ACCOUNT_HEADERS)
    .send(body);
}

const page = (reply: FastifyReply, body: string): FastifyReply => reply.headers(PAGE_HEADERS).send(body);
/** The log-in is good no longer; where the link still is, it leads to another. */
const late = async (reply: FastifyReply, visit: Visit, desk: ConfirmationDesk): Promise<FastifyReply> =>
  (await desk.waits(visit.token))
    ? page(reply.code(410), latePage(visit.language, visit.path))
    : gone(reply, visit.language);
const gone = (reply: FastifyReply, language: Language): FastifyReply =>
  page(reply.code(410), endPage(language, 'gone'));
