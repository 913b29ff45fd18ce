import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { fill, html } from '../pages/html.ts';
import { formatTime, type Language, relationshipLabel } from '../pages/language.ts';
import { layout, pageTools } from '../pages/person-page.ts';
import type { EndedLink, ShownLink } from './repudiation-desk.ts';
import { type RepudiationWords, repudiationWords } from './repudiation-words.ts';

export interface RepudiationContext {
  readonly language: Language;
  /** Address of this link's page, without the language. */
  readonly path: string;
  /** Stands for the second fact, where that was given. */
  readonly ticket?: string;
}

const tools = ({ language, path, ticket }: RepudiationContext) =>
  pageTools(language, (to) => `${path}?lang=${to}${ticket === undefined ? '' : `&ticket=${ticket}`}`);

/** Asks for the second fact. Nothing about anybody stands here. */
export function endingPage(context: RepudiationContext, problem?: 'wrong' | 'too_many' | 'expired'): string {
  const words = repudiationWords(context.language);
  return layout(
    context.language,
    words.title,
    html`<p>${words.intro}</p>
${problem ? html`<p class="error" role="alert">${words[problem]}</p>` : null}
<form method="post" action="${context.path}/look?lang=${context.language}">
<label for="ending">${words.ending}</label>
<input id="ending" name="ending" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="ending-help"${problem === 'wrong' ? html` aria-invalid="true"` : null}>
<p id="ending-help">${words.endingHelp}</p>
<button type="submit">${words.look}</button>
</form>`,
    tools(context),
  );
}

/** Who added them, as what and since when; what undoing does. Keeping is one press as well. */
export function linkPage(
  context: RepudiationContext,
  link: ShownLink,
  relationships: readonly RelationshipRule[],
): string {
  const { language, path, ticket } = context;
  const words = repudiationWords(language);
  return layout(
    language,
    words.question,
    html`<dl>
<div><dt>${words.operator}</dt><dd>${link.operatorName}</dd></div>
<div><dt>${words.subject}</dt><dd>${link.subjectName}</dd></div>
<div><dt>${words.relationship}</dt><dd>${relationshipLabel(relationships, link.relationship, language)}</dd></div>
<div><dt>${words.since}</dt><dd>${formatTime(link.boundAt, language)}</dd></div>
</dl>
<p>${words.effect}</p>
<p>${words.eraseEffect}</p>
<form method="post" action="${path}/end?lang=${language}">
<input type="hidden" name="ticket" value="${ticket}">
<button type="submit" name="answer" value="undo">${words.undo}</button>
<button class="plain" type="submit" name="answer" value="erase">${words.undoAndErase}</button>
<button class="plain" type="submit" name="answer" value="keep">${words.keep}</button>
</form>`,
    tools(context),
  );
}

/** It has ended; what may be left is to delete what was kept of the verification. */
export function overPage(
  context: RepudiationContext,
  { endedAt, erasable }: EndedLink,
  contact: string,
): string {
  const { language, path, ticket } = context;
  const words = repudiationWords(language);
  const time = formatTime(endedAt, language);
  return layout(
    language,
    words.over,
    html`<p>${fill(words.overBody, { time, contact })}</p>
${
  erasable
    ? html`<p>${words.eraseEffect}</p>
<form method="post" action="${path}/end?lang=${language}">
<input type="hidden" name="ticket" value="${ticket}">
<button class="plain" type="submit" name="answer" value="erase">${words.erase}</button>
</form>`
    : null
}`,
    tools(context),
  );
}

type End = Extract<keyof RepudiationWords, 'ended' | 'erased' | 'kept' | 'gone'>;

/** How it ended. */
export function endPage(language: Language, end: End, values: Readonly<Record<string, string>>): string {
  const words = repudiationWords(language);
  return layout(language, words[end], html`<p>${fill(words[`${end}Body`], values)}</p>`);
}
