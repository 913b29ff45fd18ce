import type { Luma } from './luma.ts';

const DEGREES = Math.PI / 180;
/** Lines are looked for in steps of so many degrees. */
const STEP_DEGREES = 2;
const DIRECTIONS = 360 / STEP_DEGREES;
/** Sides lean by no more than this from upright or level: what leans further is turned by the person first. */
const MAX_LEAN_DEGREES = 30;
/** Gradients below this are noise, levels a pixel; those above the cap count no more than it: print must not outvote a faint edge. */
export const MIN_GRADIENT = 2.4;
export const GRADIENT_CAP = 16;
const LINES_PER_DIRECTION = 14;

export interface Gradients {
  readonly width: number;
  readonly height: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** `x cos + y sin = offset`; the brightness rises along the normal. */
export interface Line {
  readonly cos: number;
  readonly sin: number;
  readonly offset: number;
  /** The border of the picture, in the place of a side that lies beyond it. */
  readonly isBorder: boolean;
}

/** A binomial filter of 3 by 3: single noisy pixels make no edge. */
function smooth({ data, width, height }: Luma): Luma {
  const rows = new Float32Array(data.length);
  const smoothed = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const x = at % width;
    rows[at] = (data[x > 0 ? at - 1 : at]! + 2 * data[at]! + data[x < width - 1 ? at + 1 : at]!) / 4;
  }
  for (let at = 0; at < data.length; at++) {
    const above = at >= width ? at - width : at;
    const below = at < data.length - width ? at + width : at;
    smoothed[at] = (rows[above]! + 2 * rows[at]! + rows[below]!) / 4;
  }
  return { data: smoothed, width, height };
}

/** How the brightness changes at each pixel, single noisy ones aside. */
export function gradientsOf(luma: Luma): Gradients {
  const { data, width, height } = smooth(luma);
  const x = new Float32Array(data.length);
  const y = new Float32Array(data.length);
  for (let row = 1; row < height - 1; row++) {
    for (let at = row * width + 1; at < (row + 1) * width - 1; at++) {
      x[at] = (data[at + 1]! - data[at - 1]!) / 2;
      y[at] = (data[at + width]! - data[at - width]!) / 2;
    }
  }
  return { width, height, x, y };
}

/** How far a direction is from the axis that its line stands across: 0 for sides that are upright or level. */
const leanOf = (degrees: number) => Math.abs(((degrees + 45) % 90) - 45);

/** Straight lines by a Hough transform that keeps the direction of the gradient (Ballard 1981), strongest first. */
export function strongestLines(gradients: Gradients): { readonly upright: Line[]; readonly level: Line[] } {
  const { width, height } = gradients;
  const reach = Math.ceil(Math.hypot(width, height)) + 2;
  const offsets = 2 * reach + 1;
  const votes = voteForLines(gradients, reach, offsets);
  const upright: Line[] = [];
  const level: Line[] = [];
  const peaks = peaksOf(votes, offsets);
  for (const peak of peaks) {
    const degrees = Math.floor(peak / offsets) * STEP_DEGREES;
    const [cos, sin] = [Math.cos(degrees * DEGREES), Math.sin(degrees * DEGREES)];
    const lines = Math.abs(cos) > Math.abs(sin) ? upright : level;
    if (lines.length < LINES_PER_DIRECTION)
      lines.push({ cos, sin, offset: (peak % offsets) - reach, isBorder: false });
  }
  return { upright, level };
}

function voteForLines({ width, height, x, y }: Gradients, reach: number, offsets: number): Float32Array {
  const votes = new Float32Array(DIRECTIONS * offsets);
  const table = Array.from({ length: DIRECTIONS }, (_, direction) => ({
    cos: Math.cos(direction * STEP_DEGREES * DEGREES),
    sin: Math.sin(direction * STEP_DEGREES * DEGREES),
    leans: leanOf(direction * STEP_DEGREES) > MAX_LEAN_DEGREES,
  }));
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const at = row * width + column;
      const strength = Math.hypot(x[at]!, y[at]!);
      if (strength < MIN_GRADIENT) continue;
      const direction = Math.round(Math.atan2(y[at]!, x[at]!) / DEGREES / STEP_DEGREES + DIRECTIONS);
      const weight = Math.min(strength, GRADIENT_CAP);
      for (let near = -3; near <= 3; near++) {
        const index = (direction + near) % DIRECTIONS;
        const { cos, sin, leans } = table[index]!;
        if (leans) continue;
        const cell = index * offsets + Math.round(column * cos + row * sin) + reach;
        votes[cell] = votes[cell]! + weight;
      }
    }
  }
  return votes;
}

/** Cells that outdo their surroundings, the strongest first. */
function peaksOf(votes: Float32Array, offsets: number): number[] {
  const peaks: number[] = [];
  let most = 0;
  for (const vote of votes) most = Math.max(most, vote);
  for (let cell = 0; cell < votes.length; cell++) {
    if (votes[cell]! > most * 0.12 && isPeak(votes, cell, offsets)) peaks.push(cell);
  }
  return peaks.sort((a, b) => votes[b]! - votes[a]!);
}

function isPeak(votes: Float32Array, cell: number, offsets: number): boolean {
  const direction = Math.floor(cell / offsets);
  const offset = cell % offsets;
  for (let turn = -2; turn <= 2; turn++) {
    const row = ((direction + turn + DIRECTIONS) % DIRECTIONS) * offsets;
    for (let shift = -2; shift <= 2; shift++) {
      const other = row + offset + shift;
      if (offset + shift < 0 || offset + shift >= offsets || other === cell) continue;
      if (votes[other]! > votes[cell]! || (votes[other] === votes[cell] && other < cell)) return false;
    }
  }
  return true;
}
