import { type SVGTemplateResult, svg } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';

type Action = PhaseOf<'prompt'>['action'];

const head = svg`<ellipse cx="32" cy="28" rx="17" ry="21"></ellipse>`;
const mouth = svg`<path d="M27 40q5 3 10 0"></path>`;
const closedEyes = svg`<path d="M20 26q4 4 8 0M36 26q4 4 8 0"></path>`;
const openEyes = svg`<circle cx="24" cy="25" r="2.2" fill="currentColor"></circle><circle cx="40" cy="25" r="2.2"
  fill="currentColor"></circle>`;
const bell = svg`<path d="M52 57q3-2 3-8a6 6 0 0 1 12 0q0 6 3 8zM59 61q2 2 4 0M48 47q-2-5 1-9M74 47q2-5-1-9"></path>`;
const arrowLeft = svg`<path d="M52 57q-18 6-38 0M22 51l-9 6 8 6"></path>`;

/** A face from the front between two arrows that say how it nods. */
const nodding = svg`${head}<circle cx="24" cy="29" r="2.2" fill="currentColor"></circle><circle cx="40" cy="29" r="2.2"
  fill="currentColor"></circle><path d="M27 42q5 2 10 0M63 15v26M57 21l6-6 6 6M57 35l6 6 6-6"></path>`;

/** A face turned to the left of the screen; the right one is its mirror picture. */
const turned = svg`<ellipse cx="32" cy="28" rx="17" ry="21"></ellipse><circle cx="20" cy="24" r="2.4"
  fill="currentColor"></circle><circle cx="31" cy="24" r="2.4" fill="currentColor"></circle>
  <path d="M15 25l-7 8h8M21 40q4 2 8-1"></path>${arrowLeft}`;

/**
 * Which way the arrow points on the screen. A mirrored picture shows the person's own left on the left; a plain one
 * (rear camera, a helper holding the phone) shows it on the right.
 */
export const arrowSide = (action: 'turn_left' | 'turn_right', mirrored: boolean): 'left' | 'right' =>
  (action === 'turn_left') === mirrored ? 'left' : 'right';

function drawing(action: Action, mirrored: boolean): SVGTemplateResult {
  switch (action) {
    case 'hold_short':
    case 'hold_long':
      return svg`${head}${closedEyes}${mouth}${bell}`;
    case 'double_blink':
      return svg`${head}${closedEyes}${mouth}<path d="M20 18l-2-3M28 17v-3M36 17v-3M44 18l2-3"></path>
        <text x="77" y="62" text-anchor="end" font-size="18" font-weight="700" fill="currentColor" stroke="none">×2</text>`;
    case 'turn_left':
    case 'turn_right':
      return arrowSide(action, mirrored) === 'left'
        ? turned
        : svg`<g transform="matrix(-1 0 0 1 64 0)">${turned}</g>`;
    case 'shake_head':
      return svg`${head}${openEyes}${mouth}<path d="M14 57h36M20 51l-7 6 7 6M44 51l7 6-7 6"></path>`;
    case 'nod':
      return nodding;
  }
}

/** What stands to the right of the face needs room. */
const IS_WIDE: Readonly<Record<Action, boolean>> = {
  hold_short: true,
  hold_long: true,
  double_blink: true,
  turn_left: false,
  turn_right: false,
  shake_head: false,
  nod: true,
};

/** A picture of the movement, with its arrow from the person's own side of the screen. */
export const pictogram = ({ words }: View, action: Action, mirrored: boolean) => svg`<svg
  class="pictogram" part="pictogram" viewBox=${IS_WIDE[action] ? '6 2 72 64' : '0 2 64 64'} fill="none" stroke="currentColor" stroke-width="3"
  stroke-linecap="round" stroke-linejoin="round" role="img" aria-label=${words.text.pictogram[action]}
  data-side=${action === 'turn_left' || action === 'turn_right' ? arrowSide(action, mirrored) : 'none'}
>${drawing(action, mirrored)}</svg>`;
