import type { Face } from './face.ts';
import { EYE_PATCH, EYE_INPUT_SIDE as SIDE } from './face-programs.ts';
import { type GraphProgram, loadProgram } from './graph-program.ts';
import { LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS } from './mesh-points.ts';
import { levelOf, lumaAt, type Pixels } from './pixels.ts';
import { type PixelRect, sampleRect } from './sample-rect.ts';

/** How many eye widths the model's input square spans (MediaPipe's iris_landmark graphs). */
const EYE_WIDTHS = 2.3;
/** The model answers with x, y of so many points: 0 to 8 the lower lid from corner to corner, 9 to 15 the upper one. */
const LID_POINTS = 16;
const UPPER_FROM = 9;
const CORNERS = [0, 8] as const;
/** Heights that count, by their place on the lower lid: those at the corners hardly change when an eye closes. */
const MIDDLE = [2, 3, 4, 5, 6];

/** Where the grey picture lies in the square, in its pixels; it has half as many columns. */
const PATCH_TOP = 20;
const PATCH_LEFT = 12;
/** Added to the deviation of a picture's grey, of 255: a picture without contrast shows nothing. */
const LEAST_CONTRAST = 3;
/** Of these layers' numbers so many speak for an open eye, the rest for a shut one (bench/eyes/eye-opening.json). */
const LEARNED_LAYERS = [
  { units: 16, raising: 8 },
  { units: 16, raising: 5 },
] as const;

/** Sees how far the lids are open, also behind glasses, where the mesh's own eye contours may not follow them. */
export interface EyeModel {
  /** @param points the mesh of the face, x, y, z in the pixels of this frame. */
  measure(frame: Pixels, points: Float32Array): Promise<NonNullable<Face['lidAperture']>>;
  dispose(): void;
}

/** MediaPipe Iris, the part of it that finds the lids, on whatever tfjs backend is set. Both eyes in one run. */
export function loadEyeModel(eyes: GraphProgram): EyeModel {
  const program = loadProgram(eyes);
  return {
    async measure(frame, points) {
      const squares = eyeSquares(frame, points);
      const middle = squares.length / 2;
      const patches = [squares.subarray(0, middle), squares.subarray(middle)].map(patchOf);
      const raw = await program.run(squares, joined(patches[0]!, patches[1]!));
      return {
        right: apertureOf(raw),
        left: apertureOf(raw.subarray(LID_POINTS * 2)),
        learned: { right: learnedOf(raw, 0), left: learnedOf(raw, 1) },
      };
    },
    dispose: () => program.dispose(),
  };
}

/** What the model looks at: RGB of 0 to 1, the person's right eye and then the left one, mirrored. */
export function eyeSquares(frame: Pixels, points: Float32Array): Float32Array {
  const options = { side: SIDE, border: 'replicate', range: [0, 1] } as const;
  const right = sampleRect(frame, eyeRect(points, RIGHT_EYE_CORNERS), options);
  // The model knows eyes on the image's left only; the other one is shown to it in a mirror, as MediaPipe does.
  return joined(right, mirrored(sampleRect(frame, eyeRect(points, LEFT_EYE_CORNERS), options)));
}

/** A square around the eye, turned with it. */
function eyeRect(points: Float32Array, [from, to]: readonly [number, number]): PixelRect {
  const [fromX, fromY] = [points[from * 3]!, points[from * 3 + 1]!];
  const [toX, toY] = [points[to * 3]!, points[to * 3 + 1]!];
  const side = Math.hypot(toX - fromX, toY - fromY) * EYE_WIDTHS;
  return {
    xCenter: (fromX + toX) / 2,
    yCenter: (fromY + toY) / 2,
    width: side,
    height: side,
    rotation: Math.atan2(toY - fromY, toX - fromX),
  };
}

function mirrored(square: Float32Array): Float32Array {
  const result = new Float32Array(square.length);
  for (let row = 0; row < SIDE; row++) {
    let from = row * SIDE * 3;
    let to = from + (SIDE - 1) * 3;
    for (let column = 0; column < SIDE; column++, from += 3, to -= 3) {
      for (let channel = 0; channel < 3; channel++) result[to + channel] = square[from + channel]!;
    }
  }
  return result;
}

const joined = (first: Float32Array, second: Float32Array) => {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};

/** The eye without its surroundings: luma (ITU-R BT.601), two columns in one, freed of the light's level and contrast. */
function patchOf(square: Float32Array): Float32Array {
  const { rows, columns } = EYE_PATCH;
  const lumaOf = (pixel: number) => 255 * lumaAt(square, pixel * 3);
  const patch = Float32Array.from({ length: rows * columns }, (_, at) => {
    const pixel = (PATCH_TOP + Math.floor(at / columns)) * SIDE + PATCH_LEFT + 2 * (at % columns);
    return (lumaOf(pixel) + lumaOf(pixel + 1)) / 2;
  });
  const { mean, spread } = levelOf(patch);
  const scale = 1 / (spread + LEAST_CONTRAST);
  return patch.map((luma) => (luma - mean) * scale);
}

/** How open an eye looks: the layers' numbers above zero, for and against, are a logarithm; 1 is an open eye. */
function learnedOf(raw: Float32Array, eye: 0 | 1): number {
  let from = 2 * LID_POINTS * 2;
  let logarithm = 0;
  for (const { units, raising } of LEARNED_LAYERS) {
    for (let unit = 0; unit < units; unit++) {
      const value = Math.max(0, raw[from + eye * units + unit]!);
      logarithm += unit < raising ? value : -value;
    }
    from += 2 * units;
  }
  return Math.exp(Math.max(-3, Math.min(1, logarithm)));
}

function apertureOf(lids: Float32Array): number {
  const between = (a: number, b: number) =>
    Math.hypot(lids[a * 2]! - lids[b * 2]!, lids[a * 2 + 1]! - lids[b * 2 + 1]!);
  const heights = MIDDLE.map((lower) => between(lower, UPPER_FROM + lower - 1));
  const width = between(...CORNERS);
  return width > 0 ? heights.reduce((sum, height) => sum + height, 0) / MIDDLE.length / width : 0;
}
