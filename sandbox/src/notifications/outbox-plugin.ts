import { desc } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { notifications } from '../database/schema/notifications.ts';
import { isFromThisComputer } from '../enrolment/only-this-computer.ts';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { languageOf } from '../pages/pick-language.ts';
import type { Backend } from '../server/backend.ts';
import { ProblemError } from '../server/problem-error.ts';
import { openNotification } from './deliver-notifications.ts';
import type { Notifier } from './notifier.ts';
import { outboxPage } from './outbox-page.ts';

const PATH = '/outbox/';
/** The newest messages that the page shows. */
const SHOWN = 50;

/** The sandbox's own notifier: a message is delivered by being written down, and is read on the page. */
export const outboxNotifier: Notifier = { send: async () => {} };

/**
 * The page on which this computer reads what the registry's phones would have received; for everybody else it is not
 * there (404). It reads what is written down for delivery, so that it holds over a restart.
 */
export async function outboxPlugin(app: FastifyInstance, { backend }: { backend: Backend }): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (!isFromThisComputer(request.raw)) throw new ProblemError('not_found');
  });
  app.get('/outbox', async (_, reply) => reply.redirect(PATH, 303));
  app.get(PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const language = languageOf(request);
    const rows = await backend.db
      .select()
      .from(notifications)
      .orderBy(desc(notifications.createdAt))
      .limit(SHOWN);
    const messages = await Promise.all(
      rows.map(async (row) => ({
        ...(await openNotification(backend, row)),
        deliveredAt: row.deliveredAt,
      })),
    );
    return reply.headers(PAGE_HEADERS).send(outboxPage(language, messages, PATH));
  });
}
