import { nothing, type SVGTemplateResult, svg } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';

type Action = PhaseOf<'prompt'>['action'];

/** Head, ears and hair, from the front. The eyes come on top. */
const face = svg`<path d="M18 24q0 24 14 24t14-24q0-15-14-15t-14 15z"></path>
  <path d="M18 25q-4-2-4 3t5 5M46 25q4-2 4 3t-5 5"></path>
  <path class="filled" d="M17 25q-1-18 15-18t15 18q-2-8-7-9-9 2-15-3-4 5-8 12z"></path>`;
const head = svg`${face}<path d="M27 47v5q-9 2-13 9M37 47v5q9 2 13 9"></path>`;
const smile = svg`<path d="M28 39q4 3 8 0"></path>`;
const openEyes = svg`<g class="filled"><circle cx="25.5" cy="28" r="2.3"></circle><circle cx="38.5" cy="28" r="2.3"></circle></g>`;
const closedEyes = svg`<path d="M22 27q3.5 4 7 0M35 27q3.5 4 7 0"></path>`;
const openMouth = svg`<ellipse class="filled" cx="32" cy="40" rx="4.5" ry="5.5"></ellipse>`;
const front = svg`${head}${openEyes}${smile}`;

/** The same head turned to the left of the screen: nose, eye and mouth on that side, the ear on the other. */
const aside = svg`<path d="M19 17q-3 5-2 9l-5 8q-1 2 3 3l1 5q1 6 8 6h2q8-1 12-7 9-13 4-23-6-11-17-8-4 2-6 7z"></path>
  <path d="M36 27q-5 1-4 6 2 4 5 2"></path>
  <path class="filled" d="M18 18q3-12 15-11 14 2 14 16 0 9-4 16l-4 4q1-9-1-14 0-5-3-8-9 1-17-3z"></path>
  <g class="filled"><circle cx="21.5" cy="27" r="2.3"></circle></g><path d="M17 41q4 1 6-1"></path>
  <path d="M28 48v5q-9 1-12 8M39 43v9q8 2 11 9"></path>`;

const bell = svg`<path d="M56 54q3-2 3-8a6 6 0 0 1 12 0q0 6 3 8zM63 58q2 2 4 0M52 44q-2-5 1-9M78 44q2-5-1-9"></path>`;
const arrowOut = svg`<path d="M36-3q-16-5-29 6M10-6l-3 9 9 3"></path>`;
const arrowBack = svg`<path d="M5 4q12-11 29-7M28-9l6 6-6 6"></path>`;
const arrowsAside = svg`<path d="M9-2h46M16-9l-8 7 8 7M48-9l8 7-8 7"></path>`;
const arrowsUpDown = svg`<path d="M65 16v30M58 23l7-8 7 8M58 39l7 8 7-8"></path>`;

/** Two pictures that take turns, as the movement is done; where motion is unwelcome, the one that says more stays. */
const alternating = (still: SVGTemplateResult, other: SVGTemplateResult) =>
  svg`<g class="still">${still}</g><g class="other">${other}</g>`;

const mirroredTo = (side: 'left' | 'right', drawn: SVGTemplateResult) =>
  side === 'left' ? drawn : svg`<g transform="matrix(-1 0 0 1 64 0)">${drawn}</g>`;

/**
 * Which way the arrow points on the screen. A mirrored picture shows the person's own left on the left; a plain one
 * (rear camera, a helper holding the phone) shows it on the right.
 */
export const arrowSide = (action: 'turn_left' | 'turn_right', mirrored: boolean): 'left' | 'right' =>
  (action === 'turn_left') === mirrored ? 'left' : 'right';

function movement(action: Action, mirrored: boolean): SVGTemplateResult {
  switch (action) {
    case 'hold_short':
    case 'hold_long':
      return svg`${head}${closedEyes}${smile}${bell}`;
    case 'double_blink':
      return svg`${head}${smile}${alternating(closedEyes, openEyes)}
        <text class="filled" x="79" y="58" text-anchor="end" font-size="20" font-weight="700">×2</text>`;
    case 'turn_left':
    case 'turn_right':
      return mirroredTo(arrowSide(action, mirrored), svg`${alternating(aside, front)}${arrowOut}`);
    case 'shake_head':
      return svg`${alternating(aside, mirroredTo('right', aside))}${arrowsAside}`;
    case 'nod':
      return svg`${alternating(front, svg`<path d="M14 61q3-7 8-9M50 61q-3-7-8-9"></path><g transform="translate(0 6)">${face}<g transform="translate(0 6)">${openEyes}${smile}</g></g>`)}${arrowsUpDown}`;
    case 'open_mouth':
      return svg`${head}${openEyes}${alternating(openMouth, smile)}`;
  }
}

/** Towards the end of a movement: what it ends with. */
function returning(action: Action, mirrored: boolean): SVGTemplateResult {
  switch (action) {
    case 'turn_left':
    case 'turn_right':
      return mirroredTo(arrowSide(action, mirrored), svg`${front}${arrowBack}`);
    default:
      return front;
  }
}

/** Beside advice on how to be seen: a face that looks straight ahead from inside the oval, with light before it. Says what the words say. */
export const wellPlaced = () => svg`<svg
    class="pictogram" part="pictogram" viewBox="-10 -16 84 86" fill="none" stroke="currentColor"
    stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
  ><ellipse cx="32" cy="29" rx="29" ry="37" stroke-dasharray="5 6"></ellipse>${face}${openEyes}${smile}
    <path d="M-5 6h6M-3-6l5 4M6-12l2 6"></path></svg>`;

/** What stands to the right of the face needs room. */
const IS_WIDE: Readonly<Record<Action, boolean>> = {
  hold_short: true,
  hold_long: true,
  double_blink: true,
  turn_left: false,
  turn_right: false,
  shake_head: false,
  nod: true,
  open_mouth: false,
};

/**
 * A picture of what is asked for at this moment: the movement, with its arrow from the person's own side of the screen, and
 * towards its end open eyes and the way back.
 */
export function pictogram(
  { words }: Pick<View, 'words'>,
  { action, state, mirrored }: Pick<PhaseOf<'prompt'>, 'action' | 'state' | 'mirrored'>,
) {
  const back = state === 'returning';
  const { pictogram: labels, live } = words.text;
  return svg`<svg
    class="pictogram" part="pictogram" viewBox=${IS_WIDE[action] ? '8 -3 74 66' : '0 -11 64 74'} fill="none" stroke="currentColor"
    stroke-width="3" stroke-linecap="round" stroke-linejoin="round" role="img" aria-label=${back ? live.lookBack : labels[action]}
    data-side=${action === 'turn_left' || action === 'turn_right' ? arrowSide(action, mirrored) : nothing}
  >${back ? returning(action, mirrored) : movement(action, mirrored)}</svg>`;
}
