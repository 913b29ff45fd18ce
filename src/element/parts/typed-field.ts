import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { describedBy, field, invalid } from './field.ts';

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
  /** Letters are capitals: a keyboard may begin with them. */
  readonly capitals?: boolean;
  /** The language of what is typed: decides the keyboard and how it is read aloud. */
  readonly lang?: string;
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
      autocapitalize=${options.capitals ? 'characters' : 'off'}
      spellcheck="false"
      aria-required="true"
      aria-invalid=${invalid(options)}
      aria-describedby=${describedBy(options)}
      .value=${live(options.value)}
      @input=${(event: Event) => options.onChange(entered(event))}
    />`,
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
