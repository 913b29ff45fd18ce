import { html, nothing } from 'lit';
import { asksBirthdate, asksCountry } from '../../identity/check-details.ts';
import type { DetailsDraft } from '../../identity/details.ts';
import { groupNumber } from '../../identity/id-number.ts';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { countryNames } from '../parts/country-names.ts';
import { errorSummary, selectField, textField } from '../parts/field.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

type Key = keyof DetailsDraft;
const ORDER: readonly Key[] = ['name', 'idType', 'number', 'country', 'birthdate', 'relationship'];
function relationshipOptions({ words }: View, { relationships }: PhaseOf<'details'>) {
  return relationships.map(({ code, label, left }) => {
    const name = words.pick(label);
    return left > 0
      ? { value: code, label: name }
      : { value: code, label: words.fill(words.text.details.relationshipFull, { label: name }) };
  });
}

function fields(view: View, phase: PhaseOf<'details'>, draft: DetailsDraft) {
  const { words } = view;
  const text = words.text.details;
  const errorOf = (key: Key) => {
    const code = phase.errors[key];
    return code && words.text.field[code];
  };
  const asked = (key: Key) =>
    (key !== 'country' || asksCountry(draft)) && (key !== 'birthdate' || asksBirthdate(draft));
  const change = (key: Key, value: string) => {
    const typed = { ...view.local.typed, [key]: value };
    view.change({ typed });
    view.send({ kind: 'change_details', draft: { ...phase.draft, ...typed }, touched: key });
  };
  const common = (key: Key) => ({
    id: key,
    label: text[key],
    value: draft[key],
    error: errorOf(key),
    onChange: (value: string) => change(key, value),
  });
  const numberHelp = draft.idType === '' ? undefined : words.text.numberHelp[draft.idType];
  return [
    textField({ ...common('name'), help: text.nameHelp, autocomplete: 'off', lang: 'zh-CN' }),
    selectField({
      ...common('idType'),
      choose: text.choose,
      options: phase.idTypes.map(({ type, label }) => ({ value: type, label: words.pick(label) })),
    }),
    textField({
      ...common('number'),
      ...(numberHelp ? { help: numberHelp } : {}),
      autocomplete: 'off',
      capitals: true,
      echo: draft.idType === 'passport' ? null : groupNumber(draft.number),
      lang: 'en',
    }),
    asked('country')
      ? selectField({ ...common('country'), choose: text.choose, options: countryNames(words.locale) })
      : nothing,
    asked('birthdate') ? textField({ ...common('birthdate'), type: 'date', autocomplete: 'off' }) : nothing,
    selectField({
      ...common('relationship'),
      choose: text.choose,
      options: relationshipOptions(view, phase),
    }),
  ];
}

/** The relative's details. What was typed here wins over a phase that is still on its way. */
export function details(view: View, phase: PhaseOf<'details'>) {
  const { words, send, local } = view;
  const { text } = words;
  const draft = { ...phase.draft, ...local.typed };
  const faults = ORDER.flatMap((id) => {
    const code = phase.errors[id];
    return code ? [{ id, text: text.field[code] }] : [];
  });
  const next = () => {
    view.change({ pressedEarly: true });
    send({ kind: 'next' });
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (!phase.busy) next();
  };
  return screen(view, phase, {
    title: text.details.title,
    body: html`<p class="quiet">${text.details.body}</p>
      ${local.pressedEarly && faults.length > 0 ? errorSummary(text.common.fixThese, faults) : nothing}
      <form class="stack" novalidate autocomplete="off" @submit=${onSubmit}>
        ${fields(view, phase, draft)}
        <input type="submit" hidden />
      </form>`,
    actions: [
      phase.busy ? busyButton(text.common.busy) : primaryButton(text.common.next, next, { name: 'next' }),
      plainButton(text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
