import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/pick-language.ts';
import { layout, type PageContext } from '../staff/pages/layout.ts';
import type { AuditedObject } from './auditor-desk.ts';
import { entryWords } from './entry-words.ts';

const zh = {
  title: '操作记录',
  ask: '申请、社保卡或账号的编号',
  look: '查看',
  unknown: '没有这个编号的记录，请核对后再试。',
  expired: '页面已过期，请重新操作。',
  holds: '记录完整，没有被改动。',
  broken: '记录从第 {n} 条起被改动或缺失，请立即上报。',
  at: '时间',
  actor: '操作人',
  action: '操作',
  details: '内容',
};
type AuditWords = { readonly [Key in keyof typeof zh]: string };

const en: AuditWords = {
  title: 'Audit log',
  ask: 'Id of an application, a card or an account',
  look: 'Look it up',
  unknown: 'Nothing is recorded under this id. Please compare it and try again.',
  expired: 'That page had expired. Please do it again.',
  holds: 'The record is whole and was not changed.',
  broken: 'The record was changed, or entries are missing, from row {n} on. Report it at once.',
  at: 'When',
  actor: 'Who',
  action: 'What',
  details: 'Details',
};

export const auditWords = (language: Language): AuditWords => (language === 'en' ? en : zh);

/** Where an id is entered, and what was done to it. */
export function auditPage(
  context: PageContext,
  {
    notice,
    object = '',
    found,
  }: { notice?: 'unknown' | 'expired' | undefined; object?: string; found?: AuditedObject },
): string {
  const words = auditWords(context.language);
  return layout(
    context,
    html`${notice ? html`<p class="problem" role="alert">${words[notice]}</p>` : null}
<form class="card" method="post" action="${context.prefix}/entries">
<input type="hidden" name="csrf" value="${context.session?.csrf}">
<label for="object">${words.ask}</label>
<input id="object" name="object" required maxlength="80" autocomplete="off" value="${object}">
<button class="primary">${words.look}</button>
</form>
${found ? record(found, words, context.language) : null}`,
  );
}

function record({ entries, brokenFrom }: AuditedObject, words: AuditWords, language: Language): Html {
  const time = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  });
  const say = entryWords(language);
  const rows = entries.map(
    ({ seq, at, actor, action, details }) => html`<tr>
<td>${seq}</td>
<td data-label="${words.at}">${time.format(at)}</td>
<td data-label="${words.actor}">${say.actor(actor)}</td>
<td data-label="${words.action}">${say.action(action)}</td>
<td data-label="${words.details}">${detailsOf(details, say.detail)}</td>
</tr>`,
  );
  return html`<section class="card">
<p class="${brokenFrom === null ? 'notice' : 'problem'}" role="status">${brokenFrom === null ? words.holds : words.broken.replace('{n}', String(brokenFrom))}</p>
<table>
<thead><tr><th></th><th>${words.at}</th><th>${words.actor}</th><th>${words.action}</th><th>${words.details}</th></tr></thead>
<tbody>${rows}</tbody>
</table>
</section>`;
}

function detailsOf(details: Readonly<Record<string, unknown>>, name: (key: string) => string): Html | null {
  const words = Object.entries(details).map(
    ([key, value]) => `${name(key)} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return words.length === 0 ? null : html`<small>${words.join(', ')}</small>`;
}
