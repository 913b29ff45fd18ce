/** A piece of HTML that is safe to put into a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (value: unknown): string =>
  String(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** Template tag: every value is escaped unless it is {@link Html} itself; lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const parts = values.map((value) =>
    [value]
      .flat()
      .map((item) => (item instanceof Html ? item.text : escaped(item ?? '')))
      .join(''),
  );
  return new Html(strings.map((text, index) => text + (parts[index] ?? '')).join(''));
}
