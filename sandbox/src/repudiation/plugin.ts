import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { IdSchema } from '../../../src/protocol/common.ts';
import type { RelationshipRule } from '../../../src/protocol/discovery.ts';
import { controller } from '../api/policy/policy.ts';
import { acceptForms } from '../pages/accept-forms.ts';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { type Language, languageOf } from '../pages/pick-language.ts';
import { formatTime } from '../reviewer/pages/queue-page.ts';
import { endingPage, endPage, linkPage, overPage, type RepudiationContext } from './pages.ts';
import type { RepudiationDesk } from './repudiation-desk.ts';

/** Where a message's link leads. */
const PREFIX = '/undo';

const LookForm = z.object({ ending: z.string().check(z.maxLength(40)) });
const EndForm = z.object({
  ticket: z.string().check(z.maxLength(100)),
  answer: z.enum(['undo', 'erase', 'keep']),
});

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
    return visit !== undefined && desk.isLink(visit.token)
      ? page(reply, endingPage(visit))
      : gone(request, reply);
  });

  app.post(`${PREFIX}/:token/look`, async (request, reply) => {
    const visit = visitOf(request);
    const form = LookForm.safeParse(request.body);
    if (visit === undefined || !form.success || isForeign(request, origin) || !desk.isLink(visit.token)) {
      return gone(request, reply);
    }
    const link = await desk.look(visit.token, form.data.ending);
    if (link === 'wrong' || link === 'too_many') {
      return page(reply.code(link === 'wrong' ? 422 : 429), endingPage(visit, link));
    }
    if ('endedAt' in link) {
      const { endedAt, ticket } = link;
      if (ticket === undefined) return over(reply, visit.language, endedAt);
      return page(reply, overPage(visit, ticket, overValues(visit.language, endedAt)));
    }
    return page(reply, linkPage(visit, link, relationships));
  });

  app.post(`${PREFIX}/:token/end`, async (request, reply) => {
    const visit = visitOf(request);
    const form = EndForm.safeParse(request.body);
    if (visit === undefined || !form.success || isForeign(request, origin) || !desk.isLink(visit.token)) {
      return gone(request, reply);
    }
    if (form.data.answer === 'keep') return page(reply, endPage(visit.language, 'kept', {}));
    const erase = form.data.answer === 'erase';
    const end = await desk.end(visit.token, form.data.ticket, erase);
    if (end === 'expired') return page(reply.code(422), endingPage(visit, end));
    const { contact } = controller;
    if (erase) return page(reply, endPage(visit.language, 'erased', { contact }));
    if ('endedAt' in end) return over(reply, visit.language, end.endedAt);
    return page(reply, endPage(visit.language, 'ended', { operator: end.operatorName, contact }));
  });
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

const overValues = (language: Language, endedAt: Date) => ({
  time: formatTime(endedAt, language),
  contact: controller.contact,
});

const over = (reply: FastifyReply, language: Language, endedAt: Date): FastifyReply =>
  page(reply, endPage(language, 'over', overValues(language, endedAt)));

const gone = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  page(reply.code(410), endPage(languageOf(request), 'gone', { contact: controller.contact }));
