import { html } from 'lit';

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
