import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PhaseOf } from '../../session/phase.ts';
import type { Relative } from '../../session/phase-fields.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

function relativeRow(view: View, relative: Relative) {
  const { words } = view;
  const { text } = words;
  const relationship = words.pick(relative.relationship);
  const action = relative.state === 'draft' ? text.family.resume : text.family.view;
  return html`<li class="box relative" part="relative">
    <div class="who">
      <span class="name">${relative.name}</span>
      <span class="quiet">${relationship}</span>
    </div>
    <div class="who">
      <span class=${`state ${relative.state}`} part="state">${text.relativeState[relative.state]}</span>
      ${
        relative.state === 'unlinked'
          ? nothing
          : plainButton(action, () => view.send({ kind: 'open_relative', key: relative.key }), {
              compact: true,
              name: 'open',
              ariaLabel: words.fill(text.family.rowAction, { action, name: relative.name, relationship }),
            })
      }
    </div>
  </li>`;
}

export function family(view: View, phase: PhaseOf<'family'>) {
  const { words, send } = view;
  const text = words.text.family;
  const full = phase.relativesLeft <= 0;
  return screen(view, phase, {
    title: text.title,
    body: html`<p class="quiet">${words.fill(text.operator, { name: phase.operatorName })}</p>
      ${
        phase.relatives.length === 0
          ? html`<p class="box">${text.empty}</p>`
          : html`<ul class="rows">
              ${repeat(
                phase.relatives,
                ({ key }) => key,
                (relative) => relativeRow(view, relative),
              )}
            </ul>`
      }
      <p class="quiet">${full ? text.full : words.count('family', 'left', phase.relativesLeft)}</p>`,
    actions: [
      full ? nothing : primaryButton(text.add, () => send({ kind: 'add_relative' }), { name: 'add' }),
      plainButton(text.logout, () => send({ kind: 'logout' }), { name: 'logout' }),
    ],
  });
}
