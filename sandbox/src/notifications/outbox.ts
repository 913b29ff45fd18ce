import { desc } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { Backend } from '../context/backend.ts';
import { notifications } from '../database/schema/notifications.ts';
import { ProblemError } from '../errors/errors.ts';
import { isFromThisComputer } from '../http/only-this-computer.ts';
import { PAGE_HEADERS } from '../http/page-answers.ts';
import { html } from '../pages/html.ts';
import { formatTime, type Language, languageOf } from '../pages/language.ts';
import { layout, pageTools } from '../pages/person-page.ts';
import { openNotification } from './deliver-notifications.ts';
import type { Notification, Notifier } from './notifier.ts';

const zh = {
  title: '发件箱（模拟短信）',
  intro: '真实系统会把这些消息发到登记的手机上。这里是测试系统：没有真的发送，只在这台电脑上能看到这一页。',
  empty: '还没有消息。添加一位家人后，这里会出现发给他（她）的消息。',
  to: '收件人',
  sent: '送达时间',
  waiting: '等待送达',
  open: '打开消息里的链接',
};
type OutboxWords = typeof zh;

const en: OutboxWords = {
  title: 'Outbox (simulated text messages)',
  intro:
    'A real system sends these messages to the phones on file. This is a test system: nothing is sent, and only this computer sees this page.',
  empty: 'No messages yet. When a relative has been added, the message to them appears here.',
  to: 'To',
  sent: 'Delivered',
  waiting: 'Waiting to be delivered',
  open: 'Open the link in the message',
};

/** A message with what became of it. */
export interface OutboxMessage extends Notification {
  readonly deliveredAt: Date | null;
}

/** `118****0001` */
const maskPhone = (phone: string): string => phone.replace(/^(.{3}).*(.{4})$/, '$1****$2');

/** The messages as the phones on file would show them, the newest first. */
function outboxPage(language: Language, messages: readonly OutboxMessage[], path: string): string {
  const words = language === 'en' ? en : zh;
  return layout(
    language,
    words.title,
    html`<p>${words.intro}</p>
${messages.length === 0 ? html`<p>${words.empty}</p>` : null}
${messages.map(
  ({ id, phone, text, url, deliveredAt }) => html`<section id="${id}">
<dl>
<div><dt>${words.to}</dt><dd>${maskPhone(phone)}</dd></div>
<div><dt>${words.sent}</dt><dd>${deliveredAt === null ? words.waiting : formatTime(deliveredAt, language)}</dd></div>
</dl>
<p class="message">${text[language]}</p>
${url === null ? null : html`<p><a class="other" href="${url}?lang=${language}" rel="noreferrer">${words.open}</a></p>`}
</section>`,
)}`,
    pageTools(language, (to) => `${path}?lang=${to}`),
  );
}

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
