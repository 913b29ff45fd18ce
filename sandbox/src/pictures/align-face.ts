import type { PixelRect } from '@family-auth/library/landmarks/sample-rect.ts';

/** Side of the descriptor's input square, pixels. */
export const CHIP_SIDE = 150;
/** Margin around the face, as a share of its size, that the descriptor was trained with. */
const PADDING = 0.25;

/**
 * Where dlib's `get_face_chip_details` wants five points of a face (image_transforms/interpolation.h), as shares of
 * the face's box, and the mesh points that lie there: outer and inner corners of the eyes, base of the nose.
 */
const MEAN_FACE: readonly { readonly point: number; readonly x: number; readonly y: number }[] = [
  { point: 263, x: 0.8595674595992, y: 0.2134981538014 },
  { point: 362, x: 0.6460604764104, y: 0.2289674387677 },
  { point: 33, x: 0.1205750620789, y: 0.2137274526848 },
  { point: 133, x: 0.3340850613712, y: 0.2290642403242 },
  { point: 2, x: 0.4901123135679, y: 0.6277975316475 },
];

/**
 * The square of the frame that the descriptor wants to see: dlib's five-point alignment as a least-squares similarity
 * (Umeyama 1991; without reflection it has a closed form in complex numbers).
 *
 * @param points x, y, z of the mesh in frame pixels.
 */
export function alignFace(points: Float32Array): PixelRect {
  const chip = MEAN_FACE.map(({ x, y }) => ({ x: inChip(x), y: inChip(y) }));
  const frame = MEAN_FACE.map(({ point }) => ({ x: points[point * 3]!, y: points[point * 3 + 1]! }));
  const chipMean = mean(chip);
  const frameMean = mean(frame);
  let real = 0;
  let imaginary = 0;
  let norm = 0;
  chip.forEach((from, index) => {
    const to = frame[index]!;
    const [fx, fy] = [from.x - chipMean.x, from.y - chipMean.y];
    const [tx, ty] = [to.x - frameMean.x, to.y - frameMean.y];
    real += fx * tx + fy * ty;
    imaginary += fx * ty - fy * tx;
    norm += fx * fx + fy * fy;
  });
  real /= norm;
  imaginary /= norm;
  const [dx, dy] = [CHIP_SIDE / 2 - chipMean.x, CHIP_SIDE / 2 - chipMean.y];
  const side = Math.hypot(real, imaginary) * CHIP_SIDE;
  return {
    xCenter: frameMean.x + real * dx - imaginary * dy,
    yCenter: frameMean.y + imaginary * dx + real * dy,
    width: side,
    height: side,
    rotation: Math.atan2(imaginary, real),
  };
}

const inChip = (share: number) => ((PADDING + share) / (2 * PADDING + 1)) * CHIP_SIDE;

const mean = (points: readonly { x: number; y: number }[]) => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
