import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

interface Field {
  /** Also the `id` of the input, of `ID-help` and `ID-error`. */
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly error?: string | undefined;
}

/** What an input must name in `aria-describedby`. */
export const describedBy = ({ id, help, error }: Field) =>
  [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ') || nothing;

export const invalid = ({ error }: Field) => (error ? 'true' : nothing);

/** A label, help, the input, and beside it what to mend. */
export const field = (options: Field, input: TemplateResult) => html`<div class="field" part="field">
  <label for=${options.id}>${options.label}</label>
  ${options.help ? html`<span class="help" id="${options.id}-help">${options.help}</span>` : nothing}
  ${options.error ? html`<span class="error" part="error" id="${options.id}-error">${options.error}</span>` : nothing}
  ${input}
</div>`;

interface TypedField {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly help?: string;
  readonly error?: string | undefined;
  onChange(value: string): void;
}

interface TextField extends TypedField {
  readonly type?: 'text' | 'date';
  readonly autocomplete?: string;
  /** Which keyboard a phone shows. */
  readonly inputmode?: 'numeric';
  /** Letters are capitals: a keyboard may begin with them. */
  readonly capitals?: boolean;
  /** The language of what is typed: decides the keyboard and how it is read aloud. */
  readonly lang?: string;
  /** What was typed once more, easier to compare; a screen reader has the input itself. */
  readonly echo?: string | null;
}

const entered = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** `live` compares with what stands in the field, so that a late phase never overwrites what was typed. */
export const textField = (options: TextField) =>
  field(
    options,
    html`<input
      id=${options.id}
      name=${options.id}
      part="input"
      type=${options.type ?? 'text'}
      lang=${options.lang ?? nothing}
      autocomplete=${options.autocomplete ?? 'off'}
      inputmode=${options.inputmode ?? nothing}
      autocapitalize=${options.capitals ? 'characters' : 'off'}
      spellcheck="false"
      aria-required="true"
      aria-invalid=${invalid(options)}
      aria-describedby=${describedBy(options)}
      .value=${live(options.value)}
      @input=${(event: Event) => options.onChange(entered(event))}
    />${options.echo ? html`<span class="echo" aria-hidden="true">${options.echo}</span>` : nothing}`,
  );

interface SelectField extends TypedField {
  readonly choose: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export const selectField = (options: SelectField) =>
  field(
    options,
    html`<select
      id=${options.id}
      name=${options.id}
      part="input"
      aria-required="true"
      aria-invalid=${invalid(options)}
      aria-describedby=${describedBy(options)}
      @change=${(event: Event) => options.onChange(entered(event))}
    >
      <option value="" .selected=${options.value === ''}>${options.choose}</option>
      ${options.options.map(
        ({ value, label }) =>
          html`<option value=${value} .selected=${options.value === value}>${label}</option>`,
      )}
    </select>`,
  );

interface Fault {
  /** The `id` of the input. */
  readonly id: string;
  readonly text: string;
}

/** All that is to be mended, each a link to its field. Gets the focus after Next. */
export function errorSummary(title: string, faults: readonly Fault[]) {
  const toField = (event: Event, id: string) => {
    event.preventDefault();
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
    root.getElementById(id)?.focus();
  };
  return html`<div class="box danger" part="error-summary" id="error-summary" tabindex="-1">
    <h3>${title}</h3>
    <ul>
      ${faults.map(
        ({ id, text }) =>
          html`<li><a href="#${id}" @click=${(event: Event) => toField(event, id)}>${text}</a></li>`,
      )}
    </ul>
  </div>`;
}
