import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { type Html, html } from '../pages/html.ts';
import { groupNumber, relationshipLabel } from '../pages/language.ts';
import { hotkey, hotkeysNote } from '../staff/keyboard.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import type { CounterCase, CounterSummary } from './counter-desk.ts';
import { counterWords } from './counter-words.ts';
import { decisionForms } from './decision-pages.ts';
import { linksEntrance } from './links.ts';

export const NOTICES = ['done', 'gone', 'expired', 'unknown', 'too_many'] as const;
export type Notice = (typeof NOTICES)[number];

/** Where a code is entered; nothing about anybody stands here. */
export function codePage(
  context: PageContext,
  options: { notice?: Notice | undefined; code?: string },
): string {
  const { language, prefix, session } = context;
  const words = counterWords(language);
  const { notice, code = '' } = options;
  return layout(
    context,
    html`${notice ? html`<p class="${notice === 'done' ? 'notice' : 'problem'}" role="status">${words[notice]}</p>` : null}
<form class="card narrow" method="post" action="${prefix}/appointment">
<input type="hidden" name="csrf" value="${session?.csrf}">
<label for="code"><strong>${words.ask}</strong><br>${words.askHelp}</label>
<input id="code" name="code" class="code" required inputmode="numeric" autocomplete="off" maxlength="20" value="${code}" autofocus>
<button class="primary">${words.look}</button>
</form>
<ul class="entrances"><li><a href="${prefix}/activation">${words.toActivation} →</a></li>
<li>${linksEntrance(prefix, language)}</li></ul>`,
  );
}

/** What a code leads to, masked: a mistyped one may be somebody else's. */
export function summaryPage(
  context: PageContext,
  shown: CounterSummary & { readonly code: string },
  relationships: readonly RelationshipRule[],
): string {
  const { language, prefix, session } = context;
  const words = counterWords(language);
  const entries: readonly (readonly [string, string])[] = [
    [words.name, shown.subjectName],
    [words.operator, shown.operatorName],
    [words.relationship, relationshipLabel(relationships, shown.relationship, language)],
  ];
  return layout(
    context,
    html`<p><a href="${prefix}/"${hotkey('o')}>← ${words.back}</a></p>
<section class="card">
<p class="why">${words.found}</p>
<dl class="facts large">${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<form method="post" action="${prefix}/identity">
<input type="hidden" name="csrf" value="${session?.csrf}"><input type="hidden" name="code" value="${shown.code}">
<p class="quiet" id="show-note">${words.showNote}</p>
<button class="primary" aria-describedby="show-note" autofocus${hotkey('s')}>${words.show}</button>
</form>
</section>
${hotkeysNote(language, ['s', 'o'])}`,
  );
}

/** What was entered, to be compared with the document, and the decision. */
export function casePage(
  context: PageContext,
  shown: CounterCase & { readonly code: string },
  relationships: readonly RelationshipRule[],
  problem?: 'ticksMissing' | 'reasonMissing',
): string {
  const { language, prefix } = context;
  const words = counterWords(language);
  return layout(
    context,
    html`<p><a href="${prefix}/"${hotkey('o')}>← ${words.back}</a></p>
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<section class="card">
<p class="why">${words.compare}</p>
<dl class="facts large">${facts(shown, relationships, language)}</dl>
</section>
${decisionForms(context, shown)}
${hotkeysNote(language, ['a', 'r', 'o'])}`,
  );
}

function facts(
  shown: CounterCase,
  relationships: readonly RelationshipRule[],
  language: PageContext['language'],
): Html[] {
  const words = counterWords(language);
  const entries: readonly (readonly [string, string])[] = [
    [words.name, shown.name],
    [words.idType, shown.idType[language] ?? shown.idType['zh-CN']],
    [words.number, groupNumber(shown.number)],
    [words.birthdate, shown.birthdate ?? '–'],
    [words.operator, shown.operatorName],
    [words.relationship, relationshipLabel(relationships, shown.relationship, language)],
    [words.registered, shown.registered ? words.registeredYes : words.registeredNo],
  ];
  return entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
}

export type IssueProblem = 'ticksMissing' | 'numberUnknown';

/** Where a clerk issues a new activation code to somebody who is there with their document. */
export function issuePage(context: PageContext, typed = '', problem?: IssueProblem): string {
  const { language, prefix, session } = context;
  const words = counterWords(language);
  return layout(
    context,
    html`<p><a href="${prefix}/">← ${words.toAppointments}</a></p>
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<form class="card narrow" method="post" action="${prefix}/activation">
<input type="hidden" name="csrf" value="${session?.csrf}">
<p>${words.activationWhy}</p>
<label for="idNumber"><strong>${words.number}</strong></label>
<input id="idNumber" name="idNumber" class="code" required autocomplete="off" maxlength="40" value="${typed}">
<label class="tick"><input type="checkbox" name="seen" value="yes" required> <span>${words.activationSeen}</span></label>
<label class="tick"><input type="checkbox" name="present" value="yes" required> <span>${words.activationPresent}</span></label>
<label class="tick"><input type="checkbox" name="newPhone" value="yes"> <span>${words.activationNewPhone}</span></label>
<button class="primary">${words.activationIssue}</button>
</form>`,
  );
}

/** The new code, grouped as it is written down. */
export function issuedPage(context: PageContext, code: string): string {
  const { language, prefix } = context;
  const words = counterWords(language);
  return layout(
    context,
    html`<section class="card narrow">
<h2>${words.activationCode}</h2>
<p class="code" id="activation-code">${code}</p>
<p>${words.activationHandOver}</p>
<p><a href="${prefix}/">← ${words.toAppointments}</a></p>
</section>`,
  );
}
