import { html, nothing } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';

/** An own, neutral picture of the card: masked name and number, and a mark on those of a test system. */
export function cardPicture(
  { words }: View,
  { card, relationship, testSystem }: Pick<PhaseOf<'card'>, 'card' | 'relationship' | 'testSystem'>,
) {
  const { text } = words;
  const rows = [
    [text.card.relationship, words.pick(relationship)],
    [text.card.issuer, card.issuer_name],
    [text.card.boundAt, words.date(card.bound_at)],
  ];
  return html`<div
    class=${classMap({ card: true, inactive: card.status !== 'active' })}
    part="card"
    role="group"
    aria-label=${text.card.heading}
  >
    <div class="heading">
      <span>${text.card.heading}</span>
      ${testSystem || card.test_system ? html`<span class="test" part="card-test">${text.card.test}</span>` : nothing}
    </div>
    <div class="name">${card.name}</div>
    <div>
      <div class="small">${text.card.number}</div>
      <div class="number">${card.number}</div>
    </div>
    <dl>
      ${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
    </dl>
    ${card.status === 'active' ? nothing : html`<strong>${words.wordFor('cardStatus', card.status)}</strong>`}
  </div>`;
}
