import type { CheckpointNews } from '../audit/checkpoint-news.ts';
import { actionWord, actorWord, detailWord } from '../audit/entry-words.ts';
import { fill, type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import type { AuditedObject } from './auditor-desk.ts';

const zh = {
  title: '操作记录',
  ask: '申请、社保卡或账号的编号',
  look: '查看',
  unknown: '没有这个编号的记录，请核对后再试。',
  expired: '页面已过期，请重新操作。',
  holds: '记录完整，没有被改动。',
  broken: '记录从第 {n} 条起被改动或缺失，请立即上报。',
  checkpoint: '最新校验点：第 {n} 号，{time}。',
  noCheckpoint: '还没有校验点。',
  overdue:
    '{time} 以来有记录没有写入校验点，本应每分钟写入一次。可能有人占住了数据库，之后能不留痕迹地删掉这些记录。请立即上报。',
  unreadable: '读不到校验点，可能有人占住了数据库。请立即上报。',
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
  checkpoint: 'Newest checkpoint: number {n}, {time}.',
  noCheckpoint: 'There is no checkpoint yet.',
  overdue:
    'Entries since {time} are in no checkpoint, though one is due every minute. Somebody may be holding the database, and could then take these entries out without a trace. Report it at once.',
  unreadable: 'The checkpoints cannot be read. Somebody may be holding the database. Report it at once.',
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
    checkpoints,
  }: {
    notice?: 'unknown' | 'expired' | undefined;
    object?: string;
    found?: AuditedObject;
    checkpoints: CheckpointNews;
  },
): string {
  const words = auditWords(context.language);
  return layout(
    context,
    html`${notice ? html`<p class="problem" role="alert">${words[notice]}</p>` : null}
${checkpointLine(checkpoints, words, timeOf(context.language))}
<form class="card" method="post" action="${context.prefix}/entries">
<input type="hidden" name="csrf" value="${context.session?.csrf}">
<label for="object">${words.ask}</label>
<input id="object" name="object" required maxlength="80" autocomplete="off" value="${object}">
<button class="primary">${words.look}</button>
</form>
${found ? record(found, words, context.language) : null}`,
  );
}

const timeOf = (language: Language) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  });

function checkpointLine(
  { newest, unnotedSince, overdue }: CheckpointNews,
  words: AuditWords,
  time: Intl.DateTimeFormat,
): Html {
  const alert = (text: string) => html`<p class="problem" role="alert">${text}</p>`;
  if (overdue) return alert(fill(words.overdue, { time: time.format(unnotedSince) }));
  if (newest === 'unreadable') return alert(words.unreadable);
  if (newest === null) return html`<p class="quiet">${words.noCheckpoint}</p>`;
  const text = fill(words.checkpoint, { n: String(newest.n), time: time.format(newest.at) });
  return html`<p class="quiet">${text}</p>`;
}

function record({ entries, brokenFrom }: AuditedObject, words: AuditWords, language: Language): Html {
  const time = timeOf(language);
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
<p class="${brokenFrom === null ? 'notice' : 'problem'}" role="status">${brokenFrom === null ? words.holds : fill(words.broken, { n: String(brokenFrom) })}</p>
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

/** What an entry says in the auditor's language, with the log's own code beside it. In English the codes are the words. */
const entryWords = (language: Language) => ({
  action(code: string): string {
    const word = actionWord(code, language);
    return language === 'en' || word === code ? code : `${word}（${code}）`;
  },
  actor: (code: string): string => (language === 'en' ? code : actorWord(code, language)),
  detail: (key: string): string => (language === 'en' ? key : detailWord(key, language)),
});
