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
