import { IdSchema } from '@family-auth/library/protocol/common.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { acceptForms, PAGE_HEADERS, seeOther } from '../http/page-answers.ts';
import { languageOf } from '../pages/language.ts';
import { controller } from '../rules/policy.ts';
import { endingPage, endPage, linkPage, overPage, type RepudiationContext } from './pages.ts';
import type { RepudiationDesk } from './repudiation-desk.ts';

/** Where a message's link leads. */
const PREFIX = '/undo';

const LookForm = z.object({ ending: z.string().check(z.maxLength(40)) });
const EndForm = z.object({
  ticket: z.string().check(z.maxLength(100)),
  answer: z.enum(['undo', 'erase', 'keep']),
});

/** What the page is asked for; of a form it is what came of it. */
const Query = z.object({
  problem: z.optional(z.enum(['wrong', 'too_many', 'expired'])),
  ticket: z.optional(z.string().check(z.maxLength(100))),
  done: z.optional(z.enum(['ended', 'erased', 'kept'])),
});
type Query = z.infer<typeof Query>;

/**
 * The page by which a relative undoes a link without an account: the link that they were sent, then a second fact of
 * their own that the message does not hold, then the link itself and a button. Script-free and without cookies. Opening
 * it changes nothing (mail and message scanners do), and nothing about anybody stands there before the second fact.
 */
export async function repudiationPlugin(
  app: FastifyInstance,
  {
    desk,
    relationships,
    origin,
  }: {
    readonly desk: RepudiationDesk;
    readonly relationships: readonly RelationshipRule[];
    /** Where the pages stand, as browsers see it. */
    readonly origin: string;
  },
): Promise<void> {
  await acceptForms(app);
  app.get(`${PREFIX}/:token`, { exposeHeadRoute: false }, async (request, reply) => {
    const visit = visitOf(request);
    if (visit === undefined || !desk.isLink(visit.token)) return gone(request, reply);
    const query = Query.safeParse(request.query);
    return showPage(reply, visit, query.success ? query.data : {}, { desk, relationships });
  });

  app.post(`${PREFIX}/:token/look`, async (request, reply) => {
    const visit = visitOf(request);
    const form = LookForm.safeParse(request.body);
    if (visit === undefined || !form.success || isForeign(request, origin) || !desk.isLink(visit.token)) {
      return gone(request, reply);
    }
    const { path, language: lang } = visit;
    const outcome = await desk.look(visit.token, form.data.ending);
    return seeOther(reply, path, {
      ...(typeof outcome === 'string' ? { problem: outcome } : outcome),
      lang,
    });
  });

  app.post(`${PREFIX}/:token/end`, async (request, reply) => {
    const visit = visitOf(request);
    const form = EndForm.safeParse(request.body);
    if (visit === undefined || !form.success || isForeign(request, origin) || !desk.isLink(visit.token)) {
      return gone(request, reply);
    }
    const { path, language: lang } = visit;
    const { ticket, answer } = form.data;
    if (answer === 'keep') return seeOther(reply, path, { done: 'kept', lang });
    const end = await desk.end(visit.token, ticket, answer === 'erase');
    if (end === 'expired') return seeOther(reply, path, { problem: end, lang });
    return seeOther(reply, path, { ticket, done: end === 'over' ? undefined : end, lang });
  });
}

/** What a form led to, or the beginning. It says how things stand now: what was undone meanwhile is over. */
async function showPage(
  reply: FastifyReply,
  visit: Visit,
  { problem, ticket, done }: Query,
  {
    desk,
    relationships,
  }: { readonly desk: RepudiationDesk; readonly relationships: readonly RelationshipRule[] },
): Promise<FastifyReply> {
  const { language } = visit;
  const { contact } = controller;
  if (done === 'kept') return page(reply, endPage(language, done, {}));
  if (ticket === undefined) {
    const status = problem === undefined ? 200 : problem === 'too_many' ? 429 : 422;
    return page(reply.code(status), endingPage(visit, problem));
  }
  const link = await desk.show(visit.token, ticket);
  if (link === 'expired') return page(reply.code(422), endingPage(visit, link));
  const context = { ...visit, ticket };
  if (!('endedAt' in link)) return page(reply, linkPage(context, link, relationships));
  const { operatorName: operator } = link;
  return page(
    reply,
    done === undefined || (done === 'erased' && link.erasable)
      ? overPage(context, link, contact)
      : endPage(language, done, { operator, contact }),
  );
}

/** Another site's form: a browser says where one comes from. What says nothing is held by link and ticket alone. */
function isForeign({ headers }: FastifyRequest, origin: string): boolean {
  if (headers.origin !== undefined) return headers.origin !== origin;
  return !['same-origin', 'none', undefined].includes(headers['sec-fetch-site'] as string | undefined);
}

interface Visit extends RepudiationContext {
  readonly token: string;
}

function visitOf(request: FastifyRequest): Visit | undefined {
  const { token } = request.params as { token?: unknown };
  const parsed = IdSchema.safeParse(token);
  if (!parsed.success) return undefined;
  return { token: parsed.data, language: languageOf(request), path: `${PREFIX}/${parsed.data}` };
}

const page = (reply: FastifyReply, body: string): FastifyReply => reply.headers(PAGE_HEADERS).send(body);

const gone = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  page(reply.code(410), endPage(languageOf(request), 'gone', { contact: controller.contact }));
