import { PLAIN_TEXT } from '@family-auth/library/protocol/common.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod/mini';
import type { Language } from '../pages/language.ts';
import type { FrontDesk } from '../staff/front-desk.ts';
import { openFrontDesk } from '../staff/open-front-desk.ts';
import type { PageContext } from '../staff/pages.ts';
import type { StaffSessions } from '../staff/staff-sessions.ts';
import { activationRoutes } from './activation.ts';
import { COUNTER_REASONS, type CounterDesk, type CounterSummary } from './counter-desk.ts';
import { counterWords } from './counter-words.ts';
import { type CounterChoice, previewPage } from './decision-pages.ts';
import { linksRoutes } from './links.ts';
import type { LinksDesk } from './links-desk.ts';
import { casePage, codePage, NOTICES, summaryPage } from './pages.ts';

export interface CounterOptions {
  readonly desk: CounterDesk;
  readonly links: LinksDesk;
  readonly sessions: StaffSessions;
  /** Whether accounts of the demo can log in. Default `false`. */
  readonly demo?: boolean;
  /** Where the pages live. Default `/desk`. */
  readonly path?: string;
  /** For the labels of relationships. */
  readonly relationships: readonly RelationshipRule[];
}

/** As typed or scanned: spaces and dashes do not count. */
const CodeForm = z.object({
  code: z.pipe(
    z.pipe(
      z.string().check(z.maxLength(40)),
      z.transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, '')),
    ),
    z.string().check(z.regex(/^\d{6,12}$/)),
  ),
});
const tick = z.optional(z.literal('yes'));
const DecisionForm = z.object({
  decision: z.enum(['approved', 'rejected']),
  seen: tick,
  present: tick,
  guardian: tick,
  reason: z.optional(z.union([z.literal(''), z.enum(COUNTER_REASONS)])),
  note: z._default(z.string().check(z.trim(), z.maxLength(500), z.regex(PLAIN_TEXT)), ''),
});
type Decision = z.infer<typeof DecisionForm>;

/**
 * The clerk's pages at a pretended counter: log-in, the appointment code, what was entered (in full by an act of its own),
 * the decision. Script-free; the
 * cookie is HttpOnly and SameSite=Strict, every form carries a token, and nothing about anybody is shown before a right
 * code. The code travels in the bodies of forms, so that no address holds one but that of a QR code.
 */
export async function counterPlugin(app: FastifyInstance, options: CounterOptions): Promise<void> {
  const { desk, links, sessions, demo = false, relationships, path = '/desk' } = options;
  const titleOf = (language: Language) => counterWords(language).title;
  const front = await openFrontDesk(app, { path, role: 'clerk', sessions, demo, titleOf });
  codeRoutes(app, front, desk, relationships);
  decisionRoutes(app, front, desk, relationships);
  linksRoutes(app, front, links, relationships);
  activationRoutes(app, front, desk);
}

function codeRoutes(
  app: FastifyInstance,
  front: FrontDesk,
  desk: CounterDesk,
  relationships: readonly RelationshipRule[],
): void {
  const { prefix } = front;
  app.get(`${prefix}/`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    const context = front.contextOf(request, session);
    const asked = request.query as { code?: unknown };
    const scanned = CodeForm.safeParse(asked);
    const notice = NOTICES.find((one) => one in asked);
    return front.show(
      reply,
      context,
      codePage(context, { notice, ...(scanned.success ? scanned.data : {}) }),
    );
  });

  app.post(`${prefix}/appointment`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const form = CodeForm.safeParse(request.body);
    const found = form.success ? await desk.find(form.data.code, session.name) : 'unknown';
    const context = { ...front.contextOf(request, session), path: `${prefix}/` };
    if (typeof found === 'string' || !form.success) {
      const notice = typeof found === 'string' ? found : 'unknown';
      return front.show(reply, context, codePage(context, { notice }), notice === 'unknown' ? 404 : 429);
    }
    return front.show(reply, context, summaryPage(context, { ...found, ...form.data }, relationships));
  });

  app.post(`${prefix}/identity`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    const code = CodeForm.safeParse(request.body);
    if (!session || !code.success) return front.home(reply, '?expired');
    const found = await desk.find(code.data.code, session.name);
    if (typeof found === 'string') return front.home(reply, found === 'unknown' ? '?gone' : '?too_many');
    const shown = await desk.identity(found.applicationId, session.name);
    if (!shown) return front.home(reply, '?gone');
    const context = { ...front.contextOf(request, session), path: `${prefix}/` };
    return front.show(reply, context, casePage(context, { ...shown, ...code.data }, relationships));
  });
}

/** What is chosen is shown first, with what the applicant will read; the form of that page decides. */
function decisionRoutes(
  app: FastifyInstance,
  front: FrontDesk,
  desk: CounterDesk,
  relationships: readonly RelationshipRule[],
): void {
  type Chosen = CounterChoice & {
    readonly found: CounterSummary;
    readonly code: string;
    readonly clerk: string;
  };
  const act = (
    path: string,
    work: (reply: FastifyReply, context: PageContext, chosen: Chosen) => unknown,
  ): void => {
    app.post(`${front.prefix}/${path}`, async (request, reply) => {
      const session = await front.sessionOfForm(request);
      const code = CodeForm.safeParse(request.body);
      const form = DecisionForm.safeParse(request.body);
      if (!session || !code.success) return front.home(reply, '?expired');
      const found = await desk.find(code.data.code, session.name);
      if (typeof found === 'string') return front.home(reply, found === 'unknown' ? '?gone' : '?too_many');
      const context = { ...front.contextOf(request, session), path: `${front.prefix}/` };
      const missing = form.success ? missingIn(form.data, found) : 'reasonMissing';
      if (!form.success || missing) {
        const shown = await desk.identity(found.applicationId, session.name);
        if (!shown) return front.home(reply, '?gone');
        const page = casePage(context, { ...shown, ...code.data }, relationships, missing);
        return front.show(reply, context, page, 422);
      }
      const { decision, reason, note } = form.data;
      const refusedFor = decision === 'rejected' ? reason || 'policy' : null;
      return work(reply, context, { refusedFor, note, found, clerk: session.name, ...code.data });
    });
  };

  act('preview', (reply, context, { found, code, refusedFor, note }) =>
    front.show(reply, context, previewPage(context, { ...found, code }, { refusedFor, note })),
  );
  act('decision', async (reply, _context, { found, refusedFor, note, clerk }) => {
    const decided = await desk.decide(found.applicationId, { refusedFor, note, clerk });
    return front.home(reply, decided ? '?done' : '?gone');
  });
}

function missingIn(
  form: Decision,
  { guardianUnder }: CounterSummary,
): 'ticksMissing' | 'reasonMissing' | undefined {
  if (form.decision === 'rejected') return form.reason ? undefined : 'reasonMissing';
  const ticked = form.seen && form.present && (guardianUnder === null || form.guardian);
  return ticked ? undefined : 'ticksMissing';
}
