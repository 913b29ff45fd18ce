/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Insertion = string | number | null | undefined | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup from a template: whatever is inserted is escaped, unless it is {@link Html} itself. Attributes need quotes. */
export function html(strings: TemplateStringsArray, ...insertions: readonly Insertion[]): Html {
  return new Html(strings.reduce((page, text, at) => page + escaped(insertions[at - 1]) + text));
}

function escaped(insertion: Insertion): string {
  if (insertion === null || insertion === undefined) return '';
  if (insertion instanceof Html) return insertion.markup;
  if (Array.isArray(insertion)) return insertion.map(({ markup }: Html) => markup).join('');
  return String(insertion).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A text with what stands for its `{places}`; a place that has no value is left as it is. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (place, key: string) => values[key] ?? place);
