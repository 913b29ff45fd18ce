import { formatTime } from '../pages/format.ts';
import { html } from '../pages/html.ts';
import type { Language } from '../pages/pick-language.ts';
import { layout } from '../provider/pages/layout.ts';
import type { Notification } from './notifier.ts';

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
export function outboxPage(language: Language, messages: readonly OutboxMessage[], path: string): string {
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
    `${path}?lang=${language === 'en' ? 'zh-CN' : 'en'}`,
  );
}
