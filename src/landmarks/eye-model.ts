import type { Face } from './face.ts';
import { EYE_INPUT_SIDE as SIDE } from './face-programs.ts';
import { type GraphProgram, loadProgram } from './graph-program.ts';
import { LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS } from './mesh-points.ts';
import type { Pixels } from './pixels.ts';
import { type PixelRect, sampleRect } from './sample-rect.ts';

/** How many eye widths the model's input square spans (MediaPipe's iris_landmark graphs). */
const EYE_WIDTHS = 2.3;
/** The model answers with x, y of so many points: 0 to 8 the lower lid from corner to corner, 9 to 15 the upper one. */
const LID_POINTS = 16;
const UPPER_FROM = 9;
const CORNERS = [0, 8] as const;
/** Heights that count, by their place on the lower lid: those at the corners hardly change when an eye closes. */
const MIDDLE = [2, 3, 4, 5, 6];

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
      const options = { side: SIDE, border: 'replicate', range: [0, 1] } as const;
      const squares = new Float32Array(2 * SIDE * SIDE * 3);
      squares.set(sampleRect(frame, eyeRect(points, RIGHT_EYE_CORNERS), options));
      // The model knows eyes on the image's left only; the other one is shown to it in a mirror, as MediaPipe does.
      squares.set(
        mirrored(sampleRect(frame, eyeRect(points, LEFT_EYE_CORNERS), options)),
        squares.length / 2,
      );
      const raw = await program.run(squares);
      return { right: apertureOf(raw), left: apertureOf(raw.subarray(LID_POINTS * 2)) };
    },
    dispose: () => program.dispose(),
  };
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

function apertureOf(lids: Float32Array): number {
  const between = (a: number, b: number) =>
    Math.hypot(lids[a * 2]! - lids[b * 2]!, lids[a * 2 + 1]! - lids[b * 2 + 1]!);
  const heights = MIDDLE.map((lower) => between(lower, UPPER_FROM + lower - 1));
  const width = between(...CORNERS);
  return width > 0 ? heights.reduce((sum, height) => sum + height, 0) / MIDDLE.length / width : 0;
}
