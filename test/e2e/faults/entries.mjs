// What a person entered, against what the screens hold of it.

import { maskName, maskNumber } from '../../../src/identity/mask.ts';

/** As entered at the form: all that came before it, of another relative or for another application, no longer counts. */
export function entered({ name, number, relationship }) {
  return { name, number, relationship, maskedName: maskName(name), maskedNumber: maskNumber(number) };
}

/** What a comparison of several screens found; nothing yet. */
export const newSight = () => ({ seen: new Set(), lost: new Set() });

/** Compares what the screen on show holds with `tab.entered`; what is lost, and what was seen at all, is noted. */
export async function compareEntries(tab, { seen, lost }) {
  const held = await tab.page.evaluate(heldByElement, tab.entered);
  for (const [entry, value] of Object.entries(held)) {
    const given = tab.entered[entry];
    if (given === undefined) continue;
    seen.add(entry);
    if (!isKept(given, value)) lost.add(entry);
  }
}

/** `true`, `false`, or why there is nothing to say. */
export function keptOf(tab, { seen, lost }) {
  if (lost.size > 0) return false;
  if (seen.size > 0) return true;
  return Object.keys(tab.entered).length === 0 ? 'nothing to keep' : 'on no screen';
}

/** Of several entries of one kind those that the screen has a place for must stand there, each as it was given. */
function isKept(given, value) {
  if (Array.isArray(value)) return value.includes(given);
  if (typeof given === 'string') return given === value;
  return Object.entries(given).every(([id, was]) => !(id in value) || value[id] === was);
}

/** Takes what is entered from the screen, as it was put there. */
export async function noteEntries(tab, ...entries) {
  const held = await tab.page.evaluate(heldByElement, tab.entered);
  for (const entry of entries) tab.entered[entry] = held[entry];
}

/** Presses through screens on which more of the entries stand, and compares on each. */
export async function lookAround(tab, moves, sight) {
  for (const { press, kind } of moves) {
    await tab.element.press(press);
    await tab.phases.until([kind]);
    await compareEntries(tab, sight);
  }
}

/** As a person sees it: the element tells a page nothing of what was entered. */
async function heldByElement({ name: enteredName = null, maskedName = null }) {
  const element = document.querySelector('family-auth');
  await element.updateComplete;
  const { phase, shadowRoot } = element;
  const field = (name) => shadowRoot.querySelector(`[name="${name}"]`)?.value;
  const texts = (selector) =>
    [...shadowRoot.querySelectorAll(selector)].map((node) => node.textContent.trim());
  // The full name up to the hand-in, for whoever typed it; what the backend tells of them later is masked.
  const named = () => {
    const text = texts('section').join();
    if (enteredName !== null && text.includes(enteredName)) return { name: enteredName };
    const name = text.includes(maskedName) ? maskedName : /[\p{L}·]*\*+[\p{L}·]*/u.exec(text)?.[0];
    return name ? { maskedName: name } : {};
  };
  const drawn = async (canvas) => {
    while (canvas && canvas.width <= 1) await new Promise((resolve) => setTimeout(resolve, 50));
    return canvas?.toDataURL();
  };
  switch (phase.kind) {
    case 'details':
      return { name: field('name'), number: field('number'), relationship: field('relationship') };
    case 'consent': {
      const [name, , grouped] = texts('[part="summary"] dd');
      const boxes = [...shadowRoot.querySelectorAll('input[name^="consent-"]')];
      const consents = boxes.map(({ name: box, checked }) => [box.replace('consent-', ''), checked]);
      return { name, number: grouped.replace(/\s/g, ''), consents: Object.fromEntries(consents) };
    }
    case 'photos': {
      const places = [...shadowRoot.querySelectorAll('[part="photo"]')].map(async (place) => [
        place.querySelector('input[type=file]').name,
        await drawn(place.querySelector('canvas')),
      ]);
      return { ...named(), photos: Object.fromEntries(await Promise.all(places)) };
    }
    case 'family':
      return { listed: texts('[part="relative"] .name') };
    case 'appealing':
      return { ...named(), appeal: field('appeal') };
    case 'card':
    case 'confirm_unbind':
      return { maskedName: texts('[part="card"] .name')[0], maskedNumber: texts('[part="card"] .number')[0] };
    default:
      return named();
  }
}
