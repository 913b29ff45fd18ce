import { type FoundCard, findCard } from './find-card.ts';
import { type Luma, lumaSize } from './luma.ts';
import { areaOf, distance, type Point, type Quad, sidesOf } from './quad.ts';

/** What is wrong with a picture of a document; the first that fails is the one that is said. */
export const DOCUMENT_FAULTS = [
  'too_dark',
  'no_document',
  'cut_off',
  'too_far',
  'aslant',
  'glare',
  'blurred',
] as const;
export type DocumentFault = (typeof DOCUMENT_FAULTS)[number];

/** `card`: ISO/IEC 7810 ID-1, as identity and social security cards. `page`: ID-3, the page of a passport. */
export type DocumentShape = 'card' | 'page';

/** The picture that was shrunk for the look. */
export interface LookedAt {
  /** Pixels, as it came. */
  readonly width: number;
  readonly height: number;
  /** What it is to show. */
  readonly shape: DocumentShape;
  /** A live picture, in which the document is to fill the frame. */
  readonly aiming?: boolean;
}

/** What was seen of a document in one picture. Lengths in pixels of the picture as it came. */
export interface DocumentSight {
  readonly fault: DocumentFault | null;
  /** Where it lies, where all of it is there. */
  readonly quad: Quad | null;
  /** Numbers for those who look after the limits: of the benches and of a reviewer's record. */
  readonly measures: Readonly<Record<string, number>>;
}

/** Measured with `npm run bench:documents`, see docs/documents.md. */
const DOCUMENT_LIMITS = {
  /** What the brightest twentieth of the picture has at least, 0..255: a card is white, whatever it lies on. */
  minBrightness: 76,
  /** Longer to shorter side, as it is seen. */
  aspect: { card: [1.42, 1.78], page: [1.26, 1.6] },
  /** Share of the points within the card at which there is print or a picture. */
  minPrint: 0.035,
  maxPrint: 0.5,
  /** The card's longer side: below it an 18 digit number is not read any more. */
  minWidthPx: 480,
  /** And as a share of the widest card that the picture could hold, where somebody is still aiming. */
  minFill: 0.55,
  maxTurnDegrees: 9,
  /** The shorter of two opposite sides over the longer. */
  minOpposite: 0.84,
  /** Share of the card that is washed out. */
  maxGlare: 0.012,
  /** Standard deviation of a Gaussian that would blur an edge as much, over the card's longer side; 0.0035 is 0.3 mm on a card. */
  maxBlur: 0.0037,
} as const;

/**
 * Looks at a picture of a document.
 *
 * @param luma at the size of `lumaSize`.
 */
export function checkDocument(luma: Luma, picture: LookedAt): DocumentSight {
  return checkFound(luma, findCard(luma), picture);
}

/** The same, once it is known what lies where. */
export function checkFound(luma: Luma, found: FoundCard, picture: LookedAt): DocumentSight {
  const { width, height, shape, aiming = false } = picture;
  const brightness = brightnessOf(luma);
  const saw = (fault: DocumentFault | null, quad: Quad | null, measures: Record<string, number> = {}) => ({
    fault,
    quad,
    measures: { brightness, ...measures },
  });
  if (brightness < DOCUMENT_LIMITS.minBrightness) return saw('too_dark', null);
  if (found.kind === 'none') return saw('no_document', null);
  if (found.kind === 'cut') {
    const print = printOf(luma, found.quad);
    return saw(print < DOCUMENT_LIMITS.minPrint ? 'no_document' : 'cut_off', null, { print });
  }
  const { quad } = found;
  const upscale = width / lumaSize(width, height).width;
  const { across, down } = sidesOf(quad);
  const longer = Math.max(across, down);
  const measures = {
    aspect: longer / Math.min(across, down),
    print: printOf(luma, quad),
    widthPx: longer * upscale,
    fill: longer / widestIn(luma, across >= down, shape),
    turnDegrees: turnOf(quad),
    opposite: oppositeOf(quad),
    glare: glareOf(luma, quad),
    blur: Math.min(UNKNOWN_BLUR, blurOf(luma, quad) / longer),
  };
  const scaled = quad.map(({ x, y }) => ({ x: x * upscale, y: y * upscale })) as unknown as Quad;
  return saw(firstFault(measures, shape, aiming), scaled, measures);
}

function firstFault(
  measures: Readonly<
    Record<'aspect' | 'print' | 'widthPx' | 'fill' | 'turnDegrees' | 'opposite' | 'glare' | 'blur', number>
  >,
  shape: DocumentShape,
  aiming: boolean,
): DocumentFault | null {
  const limits = DOCUMENT_LIMITS;
  const isAslant = measures.turnDegrees > limits.maxTurnDegrees || measures.opposite < limits.minOpposite;
  const [least, most] = limits.aspect[shape];
  const isShaped = measures.aspect >= least && measures.aspect <= most;
  if (!isShaped && !isAslant) return 'no_document';
  // Blur takes print away; an empty card has no edge to be blurred.
  const isSmeared = measures.blur > limits.maxBlur && measures.blur < UNKNOWN_BLUR;
  if (measures.print < limits.minPrint) return isSmeared ? 'blurred' : 'no_document';
  if (measures.print > limits.maxPrint) return 'no_document';
  if (measures.widthPx < limits.minWidthPx || (aiming && measures.fill < limits.minFill)) return 'too_far';
  if (isAslant) return 'aslant';
  if (measures.glare > limits.maxGlare) return 'glare';
  return measures.blur > limits.maxBlur ? 'blurred' : null;
}

/** Of the brightest twentieth of the picture. */
function brightnessOf({ data, width, height }: Luma): number {
  const levels = new Uint32Array(256);
  let count = 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const level = data[y * width + x]!;
      levels[level] = levels[level]! + 1;
      count += 1;
    }
  }
  let above = 0;
  for (let level = 255; level >= 0; level--) {
    above += levels[level]!;
    if (above >= count / 20) return level;
  }
  return 0;
}

/** The longer side of the largest such document that the picture could hold. */
function widestIn({ width, height }: Luma, isLying: boolean, shape: DocumentShape): number {
  const aspect = shape === 'card' ? 1.586 : 1.42;
  return isLying ? Math.min(width, height * aspect) : Math.min(height, width * aspect);
}

function turnOf([a, b, c, d]: Quad): number {
  const turn = (from: Point, to: Point) => (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return Math.max(Math.abs((turn(a, b) + turn(d, c)) / 2), Math.abs((turn(a, d) - 90 + turn(b, c) - 90) / 2));
}

function oppositeOf([a, b, c, d]: Quad): number {
  const share = (one: number, other: number) => Math.min(one, other) / Math.max(one, other);
  return Math.min(share(distance(a, b), distance(d, c)), share(distance(a, d), distance(b, c)));
}

/** A point of the card by its place from left to right and from top to bottom, 0..1 each. */
function placeIn([a, b, c, d]: Quad, u: number, v: number): Point {
  const of = (axis: 'x' | 'y') =>
    (a[axis] * (1 - u) + b[axis] * u) * (1 - v) + (d[axis] * (1 - u) + c[axis] * u) * v;
  return { x: of('x'), y: of('y') };
}

/** Share of points within the card beside which the brightness changes as at a line of print. */
function printOf({ data, width, height }: Luma, quad: Quad): number {
  const [columns, rows] = [120, 76];
  let printed = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const u = 0.05 + (0.9 * column) / (columns - 1);
      const v = 0.07 + (0.86 * row) / (rows - 1);
      const place = placeIn(quad, u, v);
      const [x, y] = [Math.round(place.x), Math.round(place.y)];
      if (x < 2 || y < 2 || x > width - 3 || y > height - 3) continue;
      const at = y * width + x;
      const change =
        Math.abs(data[at + 2]! - data[at - 2]!) + Math.abs(data[at + 2 * width]! - data[at - 2 * width]!);
      if (change > 24) printed += 1;
    }
  }
  return printed / (columns * rows);
}

/** Share of the card's area in which everything is as bright as it gets: the print there is gone. */
function glareOf({ data, width, height }: Luma, quad: Quad): number {
  const [columns, rows, points] = [40, 25, 4];
  let washed = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let n = 0; n < points * points; n++) {
        const u = (column + ((n % points) + 0.5) / points) / columns;
        const v = (row + (Math.floor(n / points) + 0.5) / points) / rows;
        const place = placeIn(quad, u, v);
        const x = Math.min(width - 1, Math.max(0, Math.round(place.x)));
        const y = Math.min(height - 1, Math.max(0, Math.round(place.y)));
        sum += data[y * width + x]!;
      }
      if (sum >= 248 * points * points) washed += 1;
    }
  }
  return washed / (columns * rows);
}

/** Pixels to each side of an edge within which its contrast is measured, and the least that counts. */
const EDGE_REACH = 8;
const MIN_CONTRAST = 36;
const MIN_EDGES = 60;
/** Of a step blurred by a Gaussian of standard deviation s, the steepest pixel has the contrast over s √(2π). */
const STEP_TO_SIGMA = 1 / Math.sqrt(2 * Math.PI);
/** Of the longer side: there are too few edges to say. */
const UNKNOWN_BLUR = 1;

/**
 * How blurred the sharpest third of the card's edges is, in pixels; the worse of both directions, for a hand that shook
 * blurs in one. A step's steepness over its contrast does not depend on what is printed, as the variance of the Laplacian does.
 */
function blurOf(luma: Luma, quad: Quad): number {
  const xs = quad.map(({ x }) => x);
  const ys = quad.map(({ y }) => y);
  const shrink = 0.04 * Math.sqrt(areaOf(quad));
  const bounds = {
    left: Math.ceil(Math.max(quad[0].x, quad[3].x, Math.min(...xs)) + shrink),
    right: Math.floor(Math.min(quad[1].x, quad[2].x, Math.max(...xs)) - shrink),
    top: Math.ceil(Math.max(quad[0].y, quad[1].y, Math.min(...ys)) + shrink),
    bottom: Math.floor(Math.min(quad[2].y, quad[3].y, Math.max(...ys)) - shrink),
  };
  return Math.max(blurAlong(luma, bounds, true), blurAlong(luma, bounds, false));
}

function blurAlong(
  { data, width, height }: Luma,
  bounds: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>,
  isAcross: boolean,
): number {
  const step = isAcross ? 1 : width;
  const [lines, from, to] = isAcross
    ? [range(bounds.top, bounds.bottom), bounds.left, bounds.right]
    : [range(bounds.left, bounds.right), bounds.top, bounds.bottom];
  const steepness: number[] = [];
  const end = (isAcross ? width : height) - EDGE_REACH - 1;
  for (const line of lines) {
    const start = isAcross ? line * width : line;
    for (let along = Math.max(EDGE_REACH, from); along < Math.min(to, end); along++) {
      const at = start + along * step;
      const rise = Math.abs(data[at + step]! - data[at]!);
      const before = Math.abs(data[at]! - data[at - step]!);
      const after = Math.abs(data[at + 2 * step]! - data[at + step]!);
      if (rise < 3 || rise < before || rise <= after) continue;
      const contrast = contrastAt(data, at, step);
      if (contrast >= MIN_CONTRAST) steepness.push(rise / contrast);
    }
  }
  if (steepness.length < MIN_EDGES) return Number.POSITIVE_INFINITY;
  steepness.sort((a, b) => b - a);
  return STEP_TO_SIGMA / steepness[Math.floor(steepness.length / 3)]!;
}

function contrastAt(data: Uint8Array, at: number, step: number): number {
  let least = 255;
  let most = 0;
  for (let off = -EDGE_REACH + 1; off <= EDGE_REACH; off++) {
    const value = data[at + off * step]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}

/** Every other line. */
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) / 2)) }, (_, n) => from + 2 * n);
