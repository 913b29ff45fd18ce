import type { FamilyAuthFlow, Phase } from 'family-auth/client';
import { html, render } from 'lit';
import { button, face } from './face.js';
import { consents, details } from './form.js';

/** Draws the flow into `root` until a relative is approved. @returns the signed result, `null` where it was closed. */
export async function show(flow: FamilyAuthFlow, root: HTMLElement): Promise<string | null> {
  for await (const phase of flow.phases()) {
    root.dataset.phase = phase.kind;
    render(screen(flow, phase), root);
    if (phase.kind === 'approved') return phase.signedResult;
  }
  return null;
}

function screen(flow: FamilyAuthFlow, phase: Phase) {
  switch (phase.kind) {
    case 'welcome':
      return html`<h1>welcome</h1>${button(flow, 'login')} ${button(flow, 'register')}`;
    case 'family':
      return html`<h1>family</h1>${button(flow, 'add_relative')} ${button(flow, 'logout')}`;
    case 'details':
      return details(flow, phase);
    case 'consent':
      return consents(flow, phase);
    default:
      return face(flow, phase);
  }
}
