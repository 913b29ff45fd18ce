import { lumaAt } from '@family-auth/library/landmarks/pixels.ts';
import { CHIP_SIDE } from './align-face.ts';

const SIDE = 16;
/** Columns and rows that the picture must be scaled to, grey. */
export const HASH_INPUT = { width: SIDE + 1, height: SIDE } as const;

/** Difference hash: for each of 16 x 16 places, whether the grey value falls towards the right. 64 hex digits. */
export function differenceHash(grey: Uint8Array): string {
  let bits = '';
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const at = row * HASH_INPUT.width + column;
      bits += grey[at]! > grey[at + 1]! ? '1' : '0';
    }
  }
  return bits.replace(/.{4}/g, (four) => Number.parseInt(four, 2).toString(16));
}

/** How many of the bits of two hashes differ. */
export function hashDistance(a: string, b: string): number {
  let distance = 0;
  for (let at = 0; at < a.length; at++) {
    let differing = Number.parseInt(a[at]!, 16) ^ Number.parseInt(b[at]!, 16);
    for (; differing; differing &= differing - 1) distance++;
  }
  return distance;
}

/** The part of the aligned square that is face whatever the hair, as shares of its side. */
const [FROM, TO] = [1 / 6, 5 / 6];

/** A face as it is known again whatever lay around it, 64 hex digits each: as it is, and as in a mirror. */
export interface FaceHashes {
  readonly hash: string;
  readonly mirrored: string;
}

/**
 * Difference hashes of an aligned face. The alignment takes out where the face lay and how large it was, the differences
 * take out how bright it was.
 *
 * @param chip the aligned square, RGB floats 0..255.
 */
export function faceHashes(chip: Float32Array): FaceHashes {
  return { hash: differenceHash(shrunk(chip, false)), mirrored: differenceHash(shrunk(chip, true)) };
}

/** The face's luma in the size of the hash's input: means over its places. */
function shrunk(chip: Float32Array, mirrored: boolean): Uint8Array {
  const { width, height } = HASH_INPUT;
  const sums = new Float64Array(width * height);
  const counts = new Float64Array(width * height);
  const [from, to] = [Math.round(FROM * CHIP_SIDE), Math.round(TO * CHIP_SIDE)];
  for (let row = from; row < to; row++) {
    for (let column = from; column < to; column++) {
      const at = (row * CHIP_SIDE + (mirrored ? CHIP_SIDE - 1 - column : column)) * 3;
      const place =
        Math.floor(((row - from) * height) / (to - from)) * width +
        Math.floor(((column - from) * width) / (to - from));
      sums[place]! += lumaAt(chip, at);
      counts[place]!++;
    }
  }
  return Uint8Array.from(sums, (sum, place) => Math.round(sum / counts[place]!));
}
