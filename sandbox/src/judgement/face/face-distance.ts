/** Euclidean distance of two descriptors: below about 0.4 mostly one person, above 0.6 mostly two. */
export function faceDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError('Descriptors of different lengths.');
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(squares);
}
