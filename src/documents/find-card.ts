import {
  GRADIENT_CAP,
  type Gradients,
  gradientsOf,
  type Line,
  MIN_GRADIENT,
  strongestLines,
} from './find-lines.ts';
import { type Luma, shrunk } from './luma.ts';
import { areaOf, distance, type Point, type Quad, sidesOf } from './quad.ts';

/** A card whose four sides are in the picture, or one of which a side is not. */
export type FoundCard =
  | { readonly kind: 'whole'; readonly quad: Quad }
  | { readonly kind: 'cut'; readonly quad: Quad }
  | { readonly kind: 'none' };

/** Longer side of the picture in which straight lines are looked for. */
const STRUCTURE_SIDE_PX = 240;
/** Points at which a side is looked at, and how near to its corners, which are round on a card. */
const SAMPLES = 40;
const INSET = 0.07;
/** Share of those points at which there is an edge along the side. */
const MIN_SIDE_SUPPORT = 0.5;
const MIN_MEAN_SUPPORT = 0.72;
/** Of the longer to the shorter side: ISO/IEC 7810 ID-1 has 1.586 and ID-3, a passport's page, 1.42; more where it is seen aslant. */
const MIN_ASPECT = 1.2;
const MAX_ASPECT = 2.2;
/** A card that runs out of the picture is larger by this than what is printed on it. */
const CUT_OUTWEIGHS = 1.2;
/** Shorter than this share of the picture's shorter side, something is no card but a thing printed on one. */
const MIN_SIDE_SHARE = 0.15;

/** Finds the largest card-like quadrilateral: four straight lines along whose whole length there is an edge. */
export function findCard(luma: Luma): FoundCard {
  const scale = Math.min(1, STRUCTURE_SIDE_PX / Math.max(luma.width, luma.height));
  const size = { width: Math.round(luma.width * scale), height: Math.round(luma.height * scale) };
  const gradients = gradientsOf(shrunk(luma, size));
  const { upright, level } = strongestLines(gradients);
  const whole = bestQuad(gradients, upright, level);
  const cut = whole && isOfACard(whole.quad) ? null : bestCut(gradients, upright, level);
  const best = cut && (!whole || cut.score > CUT_OUTWEIGHS * whole.score) ? cut : whole;
  if (!best) return { kind: 'none' };
  const corners = best === whole ? refined(gradients, best.quad) : best.quad;
  const quad = corners.map(({ x, y }) => ({ x: (x + 0.5) / scale, y: (y + 0.5) / scale })) as unknown as Quad;
  return { kind: best === whole ? 'whole' : 'cut', quad };
}

function meet(a: Line, b: Line): Point | null {
  const determinant = a.cos * b.sin - a.sin * b.cos;
  if (Math.abs(determinant) < 0.3) return null;
  return {
    x: (a.offset * b.sin - b.offset * a.sin) / determinant,
    y: (a.cos * b.offset - b.cos * a.offset) / determinant,
  };
}

interface Support {
  /** Share of a side, within the picture, along which the brightness changes as the line says. */
  readonly share: number;
  /** How much it changes there on average, 0..1 of what counts. */
  readonly strength: number;
}

const NO_SUPPORT: Support = { share: 0, strength: 0 };

function supportOf({ width, height, x, y }: Gradients, line: Line, from: Point, to: Point): Support {
  let seen = 0;
  let inside = 0;
  let strength = 0;
  for (let n = 0; n < SAMPLES; n++) {
    const along = INSET + ((1 - 2 * INSET) * n) / (SAMPLES - 1);
    const [px, py] = [from.x + (to.x - from.x) * along, from.y + (to.y - from.y) * along];
    if (px < 1 || py < 1 || px > width - 2 || py > height - 2) continue;
    inside += 1;
    let steepest = 0;
    for (let off = -2; off <= 2; off++) {
      const [column, row] = [Math.round(px + off * line.cos), Math.round(py + off * line.sin)];
      if (column < 1 || row < 1 || column > width - 2 || row > height - 2) continue;
      const at = row * width + column;
      const across = x[at]! * line.cos + y[at]! * line.sin;
      const along = Math.abs(y[at]! * line.cos - x[at]! * line.sin);
      if (across > steepest && along <= across) steepest = across;
    }
    if (steepest >= MIN_GRADIENT * 0.75) seen += 1;
    strength += Math.min(steepest, GRADIENT_CAP) / GRADIENT_CAP;
  }
  return inside < SAMPLES / 3 ? NO_SUPPORT : { share: seen / inside, strength: strength / inside };
}

/** Where a line of the upright kind crosses the middle of the picture, or one of the level kind. */
const crossing = (line: Line, isUpright: boolean, { width, height }: Gradients): number =>
  isUpright
    ? (line.offset - line.sin * (height / 2)) / line.cos
    : (line.offset - line.cos * (width / 2)) / line.sin;

/** Lines two by two, the left or upper one first, as far apart as the sides of a card are. */
function pairsOf(lines: readonly Line[], isUpright: boolean, gradients: Gradients): [Line, Line][] {
  const least = MIN_SIDE_SHARE * Math.min(gradients.width, gradients.height);
  const placed = lines
    .map((line) => ({ line, at: crossing(line, isUpright, gradients) }))
    .sort((a, b) => a.at - b.at);
  return placed.flatMap((first, n) =>
    placed
      .slice(n + 1)
      .flatMap((second): [Line, Line][] => (second.at - first.at < least ? [] : [[first.line, second.line]])),
  );
}

function cornersOf(left: Line, right: Line, top: Line, bottom: Line): Quad | null {
  const corners = [meet(left, top), meet(right, top), meet(right, bottom), meet(left, bottom)];
  return corners.every((corner) => corner !== null) ? (corners as unknown as Quad) : null;
}

function isCardLike(quad: Quad): boolean {
  const { across, down } = sidesOf(quad);
  const aspect = Math.max(across, down) / Math.min(across, down);
  return aspect >= MIN_ASPECT && aspect <= MAX_ASPECT;
}

/** Of the proportions that a document has where it is seen from about above: else the sides may be those of something on it. */
function isOfACard(quad: Quad): boolean {
  const { across, down } = sidesOf(quad);
  const aspect = Math.max(across, down) / Math.min(across, down);
  return aspect >= 1.36 && aspect <= 1.82;
}

const isInside = ({ width, height }: Gradients, { x, y }: Point) =>
  x >= 1 && y >= 1 && x <= width - 2 && y <= height - 2;

interface Candidate {
  readonly quad: Quad;
  readonly score: number;
}

const scoreOf = (quad: Quad, { share, strength }: Support) =>
  share * share * strength * Math.sqrt(areaOf(quad));

/** The largest of those that are well seen; a frame printed on a card is smaller than the card. */
function bestQuad(gradients: Gradients, upright: readonly Line[], level: readonly Line[]): Candidate | null {
  let best: Candidate | null = null;
  const across = pairsOf(level, false, gradients);
  for (const [left, right] of pairsOf(upright, true, gradients)) {
    for (const [top, bottom] of across) {
      const quad = cornersOf(left, right, top, bottom);
      if (!quad || !isCardLike(quad) || !quad.every((corner) => isInside(gradients, corner))) continue;
      const support = meanSupport(gradients, quad, [top, right, bottom, left], MIN_SIDE_SUPPORT);
      if (support.share < MIN_MEAN_SUPPORT) continue;
      const score = scoreOf(quad, support);
      if (!best || score > best.score) best = { quad, score };
    }
  }
  return best;
}

/** Lines come in whole steps of angle and offset; each side is laid through the steepest points along it instead. */
function refined(gradients: Gradients, quad: Quad): Quad {
  const sides = quad.map((corner, n) => fitSide(gradients, corner, quad[(n + 1) % 4]!));
  const [top, right, bottom, left] = sides as [Line, Line, Line, Line];
  return cornersOf(left, right, top, bottom) ?? quad;
}

/** Least squares over the steepest point near each place of the side, once more without those that lie far off. */
function fitSide({ width, height, x, y }: Gradients, from: Point, to: Point): Line {
  const length = distance(from, to);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const points: { readonly along: number; readonly off: number }[] = [];
  for (let n = 0; n < 2 * SAMPLES; n++) {
    const along = length * (INSET + ((1 - 2 * INSET) * n) / (2 * SAMPLES - 1));
    let steepest = MIN_GRADIENT * 0.75;
    let off = Number.NaN;
    for (let step = -3; step <= 3; step += 0.5) {
      const column = Math.round(from.x + dx * along - dy * step);
      const row = Math.round(from.y + dy * along + dx * step);
      if (column < 1 || row < 1 || column > width - 2 || row > height - 2) continue;
      const across = Math.abs(y[row * width + column]! * dx - x[row * width + column]! * dy);
      if (across > steepest) [steepest, off] = [across, step];
    }
    if (!Number.isNaN(off)) points.push({ along, off });
  }
  const first = fitLine(points);
  const near = points.filter(({ along, off }) => Math.abs(first.at + first.slope * along - off) <= 1);
  const { at, slope } = near.length >= SAMPLES / 2 ? fitLine(near) : first;
  const turn = Math.atan2(dy, dx) + Math.atan(slope);
  const [cos, sin] = [-Math.sin(turn), Math.cos(turn)];
  const start = { x: from.x - dy * at, y: from.y + dx * at };
  return { cos, sin, offset: start.x * cos + start.y * sin, isBorder: false };
}

function fitLine(points: readonly { readonly along: number; readonly off: number }[]): {
  readonly at: number;
  readonly slope: number;
} {
  const count = Math.max(1, points.length);
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / count;
  const [alongMean, offMean] = [mean(({ along }) => along), mean(({ off }) => off)];
  const spread = mean(({ along }) => (along - alongMean) ** 2);
  const slope = spread === 0 ? 0 : mean(({ along, off }) => (along - alongMean) * (off - offMean)) / spread;
  return { at: offMean - slope * alongMean, slope };
}

/** Over the sides in the order of the corners; none as soon as one of them is hardly there. */
function meanSupport(gradients: Gradients, quad: Quad, sides: readonly Line[], least: number): Support {
  let share = 0;
  let strength = 0;
  let real = 0;
  for (const [n, side] of sides.entries()) {
    if (side.isBorder) continue;
    const support = supportOf(gradients, side, quad[n]!, quad[(n + 1) % 4]!);
    if (support.share < least) return NO_SUPPORT;
    share += support.share;
    strength += support.strength;
    real += 1;
  }
  return { share: share / real, strength: strength / real };
}

/** The picture's own borders, for the sides that lie beyond them. */
function borders({ width, height }: Gradients): {
  readonly upright: readonly Line[];
  readonly level: readonly Line[];
} {
  return {
    upright: [2, width - 3].map((offset) => ({ cos: 1, sin: 0, offset, isBorder: true })),
    level: [2, height - 3].map((offset) => ({ cos: 0, sin: 1, offset, isBorder: true })),
  };
}

/** Two or three sides are there and run to the border, and what they enclose is as large as a card that comes too near. */
function bestCut(gradients: Gradients, upright: readonly Line[], level: readonly Line[]): Candidate | null {
  let best: Candidate | null = null;
  const beyond = borders(gradients);
  const least = 0.07 * gradients.width * gradients.height;
  const across = pairsOf([...level, ...beyond.level], false, gradients);
  for (const [left, right] of pairsOf([...upright, ...beyond.upright], true, gradients)) {
    for (const [top, bottom] of across) {
      const sides = [top, right, bottom, left];
      const missing = sides.filter(({ isBorder }) => isBorder).length;
      if (missing === 0 || missing > 2) continue;
      const quad = cornersOf(left, right, top, bottom);
      if (!quad || areaOf(quad) < least || !runsOut(gradients, quad, sides)) continue;
      const support = meanSupport(gradients, quad, sides, 0.7);
      const score = scoreOf(quad, support);
      if (support.share >= 0.85 && support.strength >= 0.3 && (!best || score > best.score))
        best = { quad, score };
    }
  }
  return best;
}

/** The sides beside one that is missing are there up to the border: a card that ends before it is not cut. */
function runsOut(gradients: Gradients, quad: Quad, sides: readonly Line[]): boolean {
  return sides.every((side, n) => {
    if (!side.isBorder) return true;
    return [
      { beside: sides[(n + 3) % 4]!, near: quad[n]!, far: quad[(n + 3) % 4]! },
      { beside: sides[(n + 1) % 4]!, near: quad[(n + 1) % 4]!, far: quad[(n + 2) % 4]! },
    ].every(({ beside, near, far }) => {
      if (beside.isBorder) return true;
      const from = { x: near.x + (far.x - near.x) / 4, y: near.y + (far.y - near.y) / 4 };
      return supportOf(gradients, beside, from, near).share >= 0.75;
    });
  });
}
