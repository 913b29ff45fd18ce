import { svg } from 'lit';

const sign = (kind: 'success' | 'attention' | 'calm', shape: unknown) => svg`<svg
  class=${`mark ${kind}`} viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="4"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shape}</svg>`;

/** Big, calm signs; always beside words that say the same. */
export const successSign = () =>
  sign('success', svg`<circle cx="32" cy="32" r="27"></circle><path d="M19 33l9 9 17-19"></path>`);

export const attentionSign = () =>
  sign('attention', svg`<circle cx="32" cy="32" r="27"></circle><path d="M32 17v19M32 45v1"></path>`);

export const waitingSign = () =>
  sign('calm', svg`<circle cx="32" cy="32" r="27"></circle><path d="M32 17v16l11 6"></path>`);

export const busySign = () =>
  sign(
    'calm',
    svg`<circle cx="32" cy="32" r="27" opacity="0.3"></circle><path class="turning" d="M32 5a27 27 0 0 1 27 27"></path>`,
  );

export const tick = () => svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="3"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M4 13l5 5L20 6"></path></svg>`;
