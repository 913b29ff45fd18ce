import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { IdSchema } from '../../../src/protocol/common.ts';
import type { RelationshipRule } from '../../../src/protocol/discovery.ts';
import { acceptForms } from '../pages/accept-forms.ts';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { type Language, languageOf } from '../pages/pick-language.ts';
import { type Submitted, VIEWS, type View, viewOf } from '../provider/account-forms.ts';
import { accountPage, shownOf } from '../provider/pages/account-page.ts';
import type { ConfirmationDesk, Question } from './confirmation-desk.ts';
import { confirmationWords } from './confirmation-words.ts';
import { declinePage, endPage, questionPage } from './pages.ts';

/** Where the relative's own page lives. */
const PREFIX = '/confirm';
/** How long a relative may read after logging in. */
const TICKET_MS = 15 * 60 * 1000;

const AnswerForm = z.object({
  ticket: z.string(),
  answer: z.enum(['agreed', 'declined']),
  consent: z.optional(z.literal('yes')),
});

const DeclineForm = z.object({ ending: z.string().check(z.maxLength(40)) });

interface Ticket {
  readonly token: string;
  readonly question: Question;
  readonly untilMs: number;
}

/**
 * The page that a relative opens on their own phone: log-in, who asks and for what, agree or not; a no takes no log-in. Script-free and without
 * cookies: the log-in stands in the page it leads to, for a quarter of an hour. Nothing personal is shown before it.
 */
export async function confirmationPlugin(
  app: FastifyInstance,
  { desk, relationships }: { desk: ConfirmationDesk; relationships: readonly RelationshipRule[] },
): Promise<void> {
  const tickets = new Map<string, Ticket>();
  await acceptForms(app);

  app.get(`${PREFIX}/:token`, { exposeHeadRoute: false }, async (request, reply) => {
    const visit = visitOf(request);
    if (visit === undefined || !(await desk.waits(visit.token))) return gone(reply, languageOf(request));
    const { view } = request.query as { view?: unknown };
    return page(
      reply,
      view === 'decline' ? declinePage(visit.language, visit) : entrance(visit, viewOf(view)),
    );
  });

  app.post(`${PREFIX}/:token/decline`, async (request, reply) => {
    const visit = visitOf(request);
    const form = DeclineForm.safeParse(request.body);
    const outcome =
      visit === undefined || !form.success ? 'gone' : await desk.decline(visit.token, form.data.ending);
    if (visit === undefined || outcome === 'gone') return gone(reply, languageOf(request));
    if (outcome === 'declined') return page(reply, endPage(visit.language, outcome));
    const again = declinePage(visit.language, { ...visit, problem: outcome });
    return page(reply.code(outcome === 'wrong' ? 422 : 429), again);
  });

  for (const view of VIEWS) {
    app.post(`${PREFIX}/:token/${view}`, async (request, reply) => {
      const visit = visitOf(request);
      // Before anything is looked up, hashed or registered: only who has a link may log in by one.
      if (visit === undefined || !(await desk.waits(visit.token))) return gone(reply, languageOf(request));
      const asked = await desk.enter(visit.token, view, request.body, visit.language);
      if (asked === 'gone') return gone(reply, visit.language);
      if ('result' in asked) return page(reply.code(422), entrance(visit, view, asked));
      const ticket = keep(tickets, { token: visit.token, question: asked, untilMs: Date.now() + TICKET_MS });
      return page(reply, questionPage(visit.language, asked, { ...visit, ticket, relationships }));
    });
  }

  app.post(`${PREFIX}/:token/answer`, async (request, reply) => {
    const visit = visitOf(request);
    const form = AnswerForm.safeParse(request.body);
    const ticket = form.success ? tickets.get(form.data.ticket) : undefined;
    if (!form.success || ticket?.token !== visit?.token || !ticket || !visit || ticket.untilMs < Date.now()) {
      return gone(reply, languageOf(request));
    }
    const { question } = ticket;
    const agreed = form.data.answer === 'agreed';
    if (agreed && !form.data.consent) {
      const options = { ...visit, ticket: form.data.ticket, relationships, missing: true };
      return page(reply.code(422), questionPage(visit.language, question, options));
    }
    tickets.delete(form.data.ticket);
    if (!(await desk.answer(visit.token, question, agreed, visit.language)))
      return gone(reply, visit.language);
    return page(reply, endPage(visit.language, form.data.answer, question.operator_name));
  });
}

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
const entrance = ({ language, path }: Visit, view: View, submitted?: Submitted): string =>
  accountPage({
    view,
    locale: language,
    path,
    intro: confirmationWords(language).intro,
    accountsVerified: true,
    otherWay: { href: `${path}?view=decline&lang=${language}`, text: confirmationWords(language).declineWay },
    ...shownOf(submitted),
  });

function keep(tickets: Map<string, Ticket>, ticket: Ticket): string {
  for (const [key, { untilMs }] of tickets) if (untilMs < Date.now()) tickets.delete(key);
  const key = randomBytes(32).toString('base64url');
  tickets.set(key, ticket);
  return key;
}

const page = (reply: FastifyReply, body: string): FastifyReply => reply.headers(PAGE_HEADERS).send(body);
const gone = (reply: FastifyReply, language: Language): FastifyReply =>
  page(reply.code(410), endPage(language, 'gone'));
