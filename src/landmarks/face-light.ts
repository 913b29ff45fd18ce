import type { Face } from './face.ts';
import { REGION_SCALE } from './face-region.ts';

/**
 * Mean luma (ITU-R BT.601) of the face within its region: the middle of the square, without the margin around it.
 *
 * @param square RGB floats 0..1, `side` x `side`.
 */
export function faceLight(square: Float32Array, side: number): Face['light'] {
  const start = Math.round((side * (1 - 1 / REGION_SCALE)) / 2);
  const end = side - start;
  let left = 0;
  let right = 0;
  for (let row = start; row < end; row++) {
    for (let column = start; column < end; column++) {
      const offset = (row * side + column) * 3;
      const luma = 0.299 * square[offset]! + 0.587 * square[offset + 1]! + 0.114 * square[offset + 2]!;
      if (column < side / 2) left += luma;
      else right += luma;
    }
  }
  const pixelsInHalf = ((end - start) * (end - start)) / 2;
  const mean = (sum: number, pixels: number) => (255 * sum) / pixels;
  return {
    mean: mean(left + right, 2 * pixelsInHalf),
    left: mean(left, pixelsInHalf),
    right: mean(right, pixelsInHalf),
  };
}
