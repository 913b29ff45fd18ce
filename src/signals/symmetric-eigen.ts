/** Enough for a 4 x 4 matrix to become diagonal to the last bit; each rotation more changes nothing. */
const SWEEPS = 8;

/**
 * The eigenvector of unit length that belongs to the largest eigenvalue of a symmetric matrix, by Jacobi rotations (Golub
 * & Van Loan, Matrix Computations, 8.5). The first unit vector for a matrix of zeros.
 *
 * Additions, multiplications, divisions and square roots only: the same bits on every machine.
 */
export function largestEigenvector(symmetric: readonly (readonly number[])[]): number[] {
  const size = symmetric.length;
  const a = symmetric.map((row) => [...row]);
  const vectors = a.map((_, row) => a.map((_, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
  }
  const largest = a.reduce((best, row, index) => (row[index]! > a[best]![best]! ? index : best), 0);
  return vectors.map((row) => row[largest]!);
}

/** Makes the element at p, q zero by a rotation in the plane of these two axes. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const off = a[p]![q]!;
  if (off === 0) return;
  const half = (a[q]![q]! - a[p]![p]!) / (2 * off);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (const row of [...a, ...vectors]) {
    const [left, right] = [row[p]!, row[q]!];
    row[p] = cosine * left - sine * right;
    row[q] = sine * left + cosine * right;
  }
  const [upper, lower] = [a[p]!, a[q]!];
  for (let column = 0; column < a.length; column++) {
    const [left, right] = [upper[column]!, lower[column]!];
    upper[column] = cosine * left - sine * right;
    lower[column] = sine * left + cosine * right;
  }
}
