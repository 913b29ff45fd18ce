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
  const held = await tab.page.evaluate(heldByElement);
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
  const held = await tab.page.evaluate(heldByElement);
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

async function heldByElement() {
  const element = document.querySelector('family-auth');
  await element.updateComplete;
  const { phase, shadowRoot } = element;
  const field = (name) => shadowRoot.querySelector(`[name="${name}"]`)?.value;
  const digest = async (blob) =>
    blob && new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())).toHex();
  switch (phase.kind) {
    case 'details':
      return { name: field('name'), number: field('number'), relationship: field('relationship') };
    case 'consent': {
      const { name, number } = phase.summary;
      const consents = phase.consents.map(({ noticeId, accepted }) => [noticeId, accepted]);
      return { name, maskedNumber: number, consents: Object.fromEntries(consents) };
    }
    case 'photos': {
      const photos = phase.photos.map(async ({ role, photo }) => [role, await digest(photo)]);
      return { maskedName: phase.subjectName, photos: Object.fromEntries(await Promise.all(photos)) };
    }
    case 'family':
      return { listed: phase.relatives.map(({ name }) => name) };
    case 'appealing':
      return { maskedName: phase.subjectName, appeal: field('appeal') };
    case 'card':
    case 'confirm_unbind':
      return { maskedName: phase.card.name, maskedNumber: phase.card.number };
    default:
      return phase.subjectName ? { maskedName: phase.subjectName } : {};
  }
}
