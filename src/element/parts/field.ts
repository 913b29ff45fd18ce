import { html, nothing, type TemplateResult } from 'lit';

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
