import { html, nothing } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { View } from '../view.ts';

interface ButtonOptions {
  /** Spoken instead of the label where the label alone says too little; must hold the label. */
  readonly ariaLabel?: string;
  readonly compact?: boolean;
  readonly danger?: boolean;
  /** For tests and for pages that style one button: lands in `part`. */
  readonly name?: string;
  readonly pressed?: boolean;
}

function button(kind: 'primary' | 'plain', label: string, onClick: () => void, options: ButtonOptions) {
  const part = ['button', `button-${kind}`, options.name && `button-${options.name}`].filter(Boolean);
  return html`<button
    type="button"
    part=${part.join(' ')}
    class=${classMap({
      primary: kind === 'primary',
      compact: options.compact ?? false,
      danger: options.danger ?? false,
    })}
    aria-label=${options.ariaLabel ?? nothing}
    aria-pressed=${options.pressed === undefined ? nothing : String(options.pressed)}
    @click=${onClick}
  >
    ${label}
  </button>`;
}

/** The one thing to do on this screen. */
export const primaryButton = (label: string, onClick: () => void, options: ButtonOptions = {}) =>
  button('primary', label, onClick, options);

/** Another way, always in sight under the main one. */
export const plainButton = (label: string, onClick: () => void, options: ButtonOptions = {}) =>
  button('plain', label, onClick, options);

/** The main button while its work is under way: keeps the focus and its place, does nothing. */
export const busyButton = (label: string) => html`<button
  type="button"
  part="button button-primary"
  class="primary"
  aria-disabled="true"
>
  ${label}
</button>`;

async function copy(view: View, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    view.change({ copied: 'yes' });
  } catch {
    view.change({ copied: 'failed' }); // no clipboard in this frame, or refused
  }
}

/** Opens the device's own share sheet with a link. Nothing where there is none; where it does not open, the link is copied. */
export function shareButton(
  view: View,
  label: string,
  link: { readonly title: string; readonly url: string },
) {
  if (typeof navigator.share !== 'function') return nothing;
  const share = async () => {
    try {
      await navigator.share(link);
    } catch (error) {
      const closedByPerson = error instanceof DOMException && error.name === 'AbortError';
      if (!closedByPerson) await copy(view, link.url); // not allowed in this frame, or no application takes it
    }
  };
  return plainButton(label, () => void share(), { name: 'share', compact: true });
}

/** Copies `text`; what became of it is said beside it. */
export function copyButton(view: View, label: string, text: string) {
  const { copied } = view.local;
  const words = view.words.text.copy;
  return html`${plainButton(label, () => void copy(view, text), { name: 'copy', compact: true })}
    <span class="quiet small" role="status">
      ${copied === 'yes' ? `✓ ${words.done}` : copied === 'failed' ? words.failed : ''}
    </span>`;
}
