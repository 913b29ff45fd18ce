/** Words in a name, of a file or of a kind, that say what it is, the first that fits counts. */
const NAMES = [
  [/noface|no[-_]face|black|empty/, 'no-face'],
  [/frozen|freeze/, 'frozen'],
  [/slideshow|slide/, 'slideshow'],
  [/swap|switch|identity|deep[-_]?fake|morph/, 'person-swap'],
  [/eyelid|eyepatch|fake[-_]?blink|drawn/, 'eyelid-bar'],
  [/bent|bend|cylinder/, 'bent-photo'],
  [/mirror|flipped/, 'order-swapped'],
  [/loop/, 'loop'],
  [/mask/, 'mask'],
  [/phone|screen|monitor|tablet|replay/, 'screen-replay'],
  [/photo|still|print|picture|paper/, 'photo'],
];
const POOR_NAME = /^low[-_]?(light|fps)/;
const POOR_KIND = /^(low[-_]?light|low[-_]?fps|poor[-_]conditions)/;
/** Notes beside a clip that call it a person as they are, unless a word of an attack is among them. */
const ORDINARY = /^(rendered|ordinary|bona[-_ ]?fide|genuine|live|real|honest)(?![a-z]|[-_]?time)/;
/** The right person's right actions, played in answer to the prompts: what no camera can tell from the person. */
const INTERACTIVE_REPLAY = 'screen-replay';

/**
 * What a clip is, by what is written beside it or else by its name, and what is therefore expected of it:
 *
 * - `attack`: must be refused, by a check of liveness. So must an ordinary clip that nobody answers the prompts in, and
 *   whatever is unknown.
 * - `expectedToPass`: what its notes call the interactive replay of the right person's right actions, or say so of; a name
 *   alone excuses nothing.
 * - `poorConditions`: gets help, not suspicion. A film that answers prompts must be noted as a person's.
 * - `honest`: a person who answers the prompts; must be approved.
 *
 * @param {{name: string, notes: {kind?: string, segments?: unknown[], expectedToPass?: string}|null, answersPrompts: boolean}} clip `name` without
 *   folder and ending
 * @returns {{kind: string, group: 'attack'|'expectedToPass'|'poorConditions'|'honest'}}
 */
export function clipKind({ name, notes, answersPrompts }) {
  const lower = name.toLowerCase();
  const noted = typeof notes?.kind === 'string' ? notes.kind : null;
  const harmless = noted !== null && guess(noted.toLowerCase()) === 'unknown';
  const ordinary = harmless && ORDINARY.test(noted);
  const poor =
    (harmless && POOR_KIND.test(noted)) ||
    (POOR_NAME.test(lower) && (ordinary || (noted === null && !answersPrompts)));
  if (poor) return { kind: noted ?? 'poor-conditions', group: 'poorConditions' };
  const guessed = guess(lower);
  if (!answersPrompts) return { kind: noted ?? guessed, group: 'attack' };
  if (ordinary && guessed === 'unknown') return { kind: noted, group: 'honest' };
  const kind = ordinary ? guessed : (noted ?? guessed);
  const replay = noted === INTERACTIVE_REPLAY || typeof notes?.expectedToPass === 'string';
  return { kind, group: replay ? 'expectedToPass' : 'attack' };
}

const guess = (name) => NAMES.find(([words]) => words.test(name))?.[1] ?? 'unknown';
