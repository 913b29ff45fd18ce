// What comes before the camera: who the relative is, and the consents.

import type { FamilyAuthFlow, PhaseOf } from 'family-auth/client';
import { html } from 'lit';
import { button } from './face.js';

export function details(flow: FamilyAuthFlow, { draft, errors, idTypes, relationships }: PhaseOf<'details'>) {
  const next = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const entered = Object.fromEntries(typed) as Record<string, string>;
    flow.send({ kind: 'change_details', draft: { ...draft, ...entered }, touched: 'number' });
    flow.send({ kind: 'next' });
  };
  const option = (value: string) => html`<option value=${value}>${value}</option>`;
  return html`<h1>details</h1>
    <form @submit=${next}>
      <label>Name <input name="name" /></label> ${errors.name}
      <label>Document <select name="idType">${idTypes.map(({ type }) => option(type))}</select></label>
      <label>Number <input name="number" /></label> ${errors.number}
      <label>Relationship <select name="relationship">${relationships.map(({ code }) => option(code))}</select></label>
      ${errors.relationship}
      <button name="next">next</button>
    </form>
    ${button(flow, 'back')}`;
}

export function consents(flow: FamilyAuthFlow, { consents, subjectName }: PhaseOf<'consent'>) {
  return html`<h1>consent</h1>
    ${consents.map(({ noticeId, title, text, accepted }) => {
      const tick = ({ target }: Event) =>
        flow.send({ kind: 'set_consent', noticeId, accepted: (target as HTMLInputElement).checked });
      return html`<h2>${title}</h2>
        <p>${text}</p>
        <label><input type="checkbox" .checked=${accepted} @change=${tick} /> ${subjectName}: agreed</label>`;
    })}
    ${button(flow, 'agree')} ${button(flow, 'back')}`;
}
