/** Variance of the Laplacian of a picture's luma (Pech-Pacheco 2000). @param chip RGB floats 0..255, `side` square. */
export function sharpness(chip: Float32Array, side: number): number {
  const luma = new Float32Array(side * side);
  for (let at = 0; at < luma.length; at++) {
    luma[at] = 0.299 * chip[at * 3]! + 0.587 * chip[at * 3 + 1]! + 0.114 * chip[at * 3 + 2]!;
  }
  let sum = 0;
  let squares = 0;
  for (let row = 1; row < side - 1; row++) {
    for (let column = 1; column < side - 1; column++) {
      const at = row * side + column;
      const laplacian = luma[at - side]! + luma[at + side]! + luma[at - 1]! + luma[at + 1]! - 4 * luma[at]!;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  const count = (side - 2) * (side - 2);
  return squares / count - (sum / count) ** 2;
}
