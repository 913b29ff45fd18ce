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
