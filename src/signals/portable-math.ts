/** Terms of the arcus tangent's series; enough for 1e-12 below tan(pi/16). */
const ATAN_TERMS = 8;

/** atan(x) for 0 <= x <= 1: two halvings of the angle, then the Taylor series. */
function smallArcTangent(x: number): number {
  const halved = x / (1 + Math.sqrt(1 + x * x));
  const quartered = halved / (1 + Math.sqrt(1 + halved * halved));
  const square = quartered * quartered;
  let sum = 0;
  for (let term = ATAN_TERMS; term >= 0; term--) {
    sum = (term % 2 === 0 ? 1 : -1) / (2 * term + 1) + square * sum;
  }
  return 4 * quartered * sum;
}

/**
 * `Math.atan2` in degrees, from additions, divisions and square roots alone. ECMAScript leaves the last bits of
 * `Math.atan2` to the engine; IEEE 754 leaves none of these, so browser and backend get the same number.
 */
export function portableAtan2Degrees(y: number, x: number): number {
  const absX = Math.abs(x);
  const absY = Math.abs(y);
  if (absX === 0 && absY === 0) return 0;
  const steep = absY > absX;
  const octant = smallArcTangent(steep ? absX / absY : absY / absX);
  const quadrant = steep ? Math.PI / 2 - octant : octant;
  const half = x < 0 ? Math.PI - quadrant : quadrant;
  return ((y < 0 ? -half : half) * 180) / Math.PI;
}

/** Terms of the sine's series; enough for 1e-12 below a right angle. */
const SINE_TERMS = 9;

/** `Math.sin` of degrees from 0 to 90, from additions, multiplications and divisions alone: the same bits everywhere. */
export function portableSineDegrees(degrees: number): number {
  const radians = (degrees * Math.PI) / 180;
  const square = radians * radians;
  let sum = 1;
  for (let term = SINE_TERMS; term >= 1; term--) sum = 1 - (square / (2 * term * (2 * term + 1))) * sum;
  return radians * sum;
}

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

/** The middle value, or the mean of the two middle ones. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
