import { html } from 'lit';
import type { View } from '../view.ts';
import { plainButton } from './buttons.ts';

/** Copies `text`; what became of it is said beside it. */
export function copyButton(view: View, label: string, text: string) {
  const { copied } = view.local;
  const words = view.words.text.copy;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      view.change({ copied: 'yes' });
    } catch {
      view.change({ copied: 'failed' }); // no clipboard in this frame, or refused
    }
  };
  return html`${plainButton(label, () => void copy(), { name: 'copy', compact: true })}
    <span class="quiet small" role="status">
      ${copied === 'yes' ? `✓ ${words.done}` : copied === 'failed' ? words.failed : ''}
    </span>`;
}
