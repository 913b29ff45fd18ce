/** A layer's answer: `side` x `side` pixels of `depth` channels. */
export interface FeatureMap {
  readonly data: Float32Array;
  readonly side: number;
  readonly depth: number;
}

/** The eye's look at the features: an affine map from pixels of its 16 x 16 square to pixels of the feature map. */
export interface EyeView {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly x: number;
  readonly y: number;
}

/** Which mesh points make an eye: its corners from image left to right, and the contour that is to be refined. */
export interface EyePoints {
  readonly corners: readonly [number, number];
  readonly contour: readonly number[];
}

/** Side of the square in which the attention mesh looks at one eye, in pixels of its own. */
export const EYE_SIDE = 16;
/** Pixels of the mesh's input square for one of the feature map, and what the eye's answer is counted in. */
const INPUT_PER_FEATURE = 4;
/** The square is half as large again as the eye's bounding box. */
const MARGIN = 1.5;
/** 2 / 47 as the model's weights hold it, in half precision, times 47 / 2: its sampler works in -1 .. 1. */
const SAMPLER_SCALE = (0.04254150390625 * 47) / 2;

/**
 * Where the attention mesh looks for an eye: the contour's box, turned with the eye.
 *
 * MediaPipe's operation LandmarksToTransformMatrix (Grishchenko et al., Attention Mesh, 2020), which the graph spells
 * out in three hundred operations on single numbers. Each is a draw call on a GPU and took most of a frame's time there.
 *
 * @param mesh x, y, z of the points in pixels of the model's input square
 */
export function eyeView(mesh: Float32Array, { corners, contour }: EyePoints): EyeView {
  const x = (index: number) => mesh[index * 3]! / INPUT_PER_FEATURE;
  const y = (index: number) => mesh[index * 3 + 1]! / INPUT_PER_FEATURE;
  const [from, to] = corners;
  const angle = Math.atan2(y(to) - y(from), x(to) - x(from));
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const across = extent(contour.map((index) => cos * x(index) + sin * y(index)));
  const down = extent(contour.map((index) => cos * y(index) - sin * x(index)));
  const xScale = (across.size * MARGIN) / EYE_SIDE;
  const yScale = (down.size * MARGIN) / EYE_SIDE;
  const half = EYE_SIDE / 2;
  const linear = { xx: cos * xScale, xy: -sin * yScale, yx: sin * xScale, yy: cos * yScale };
  return {
    ...linear,
    x: cos * across.center - sin * down.center - half * (linear.xx + linear.xy),
    y: sin * across.center + cos * down.center - half * (linear.yx + linear.yy),
  };
}

/** The features in the eye's square: bilinear, and zero outside of the map (Jaderberg et al., 2015). */
export function lookAtEye({ data, side, depth }: FeatureMap, view: EyeView): Float32Array {
  const square = new Float32Array(EYE_SIDE * EYE_SIDE * depth);
  for (let row = 0; row < EYE_SIDE; row++) {
    for (let column = 0; column < EYE_SIDE; column++) {
      const u = column + 0.5;
      const v = row + 0.5;
      const x = (view.xx * u + view.xy * v + view.x - 0.5) * SAMPLER_SCALE;
      const y = (view.yx * u + view.yy * v + view.y - 0.5) * SAMPLER_SCALE;
      if (!(x >= 0 && x <= side - 1 && y >= 0 && y <= side - 1)) continue;
      const left = Math.min(Math.floor(x), side - 2);
      const top = Math.min(Math.floor(y), side - 2);
      const right = x - left;
      const bottom = y - top;
      const first = (top * side + left) * depth;
      const target = (row * EYE_SIDE + column) * depth;
      for (let channel = 0; channel < depth; channel++) {
        const corner = first + channel;
        const upper = data[corner]! * (1 - right) + data[corner + depth]! * right;
        const below = corner + side * depth;
        const lower = data[below]! * (1 - right) + data[below + depth]! * right;
        square[target + channel] = upper * (1 - bottom) + lower * bottom;
      }
    }
  }
  return square;
}

/** Carries the contour that was found in the eye's square back to the input square: MediaPipe's TransformLandmarks. */
export function contourInInput(found: Float32Array, view: EyeView): Float32Array {
  return found.map((value, offset) =>
    offset % 2 === 0
      ? view.xx * value + view.xy * found[offset + 1]! + view.x * INPUT_PER_FEATURE
      : view.yx * found[offset - 1]! + view.yy * value + view.y * INPUT_PER_FEATURE,
  );
}

function extent(values: readonly number[]): { size: number; center: number } {
  const min = Math.min(...values);
  const max = Math.max(...values);
  return { size: max - min, center: (min + max) / 2 };
}
