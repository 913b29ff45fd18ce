import { largestEigenvector, portableAtan2Degrees } from './portable-math.ts';
import { tracePosition } from './trace-landmarks.ts';

/** Signs as in {@link Signals}. */
export interface HeadPose {
  readonly yawDegrees: number;
  readonly pitchDegrees: number;
  readonly rollDegrees: number;
}

/**
 * A level face as the mesh has it, looking at the camera: mesh index, then x to image right, y down, z away from the
 * camera, about the mean. Mean of 16 rendered people at rest, their true angles taken out, in thousandths of the points'
 * mean distance. Brows, forehead, eye corners, cheekbones and the sides of the face: the nose differs most between
 * people and leans out of the picture with every nod.
 */
// biome-ignore format: a row of four points a line
export const LEVEL_FACE = [
  [8, 3, -92, -425], [9, 4, -251, -449], [151, 7, -516, -409], [10, 12, -784, -349],
  [33, -770, 149, -41], [133, -294, 185, -141], [263, 764, 160, -60], [362, 286, 188, -149],
  [55, -228, -141, -392], [285, 232, -142, -396], [70, -982, -143, -19], [300, 974, -131, -42],
  [50, -825, 754, -134], [280, 814, 759, -153], [101, -591, 623, -220], [330, 583, 627, -234],
  [127, -1173, 232, 816], [356, 1163, 234, 792], [234, -1156, 481, 898], [454, 1149, 485, 875],
  [54, -1018, -458, 202], [284, 1021, -455, 182], [103, -856, -622, -20], [332, 868, -619, -36],
  [67, -599, -728, -210], [297, 617, -725, -222], [116, -1073, 462, 180], [345, 1065, 467, 155],
] as const;

/**
 * The mesh's own depth makes a turn look larger than it is, and of a nod it shows less with the chin down than with the
 * chin up: slopes of true on measured angles, turns to 45 and nods to 25 degrees of rendered people.
 */
const YAW_SCALE = 0.88;
const CHIN_DOWN_SCALE = 1.1;
const CHIN_UP_SCALE = 0.9;

const OFFSETS = LEVEL_FACE.map(([index]) => tracePosition(index) * 3);

/**
 * How the head is turned: the rotation that best carries a level face onto this one (absolute orientation with unit
 * quaternions, Horn 1987), taken apart into a turn about the upright axis, a nod about the axis from ear to ear and a lean
 * in the picture.
 *
 * Additions, multiplications, divisions and square roots only, as {@link measure} needs them.
 *
 * @param points x, y, z as a trace has them, of any unit.
 */
export function headPose(points: ArrayLike<number>): HeadPose {
  const [w, x, y, z] = largestEigenvector(hornMatrix(points)) as [number, number, number, number];
  const across = [w * w + x * x - y * y - z * z, 2 * (x * y + w * z), 2 * (x * z - w * y)] as const;
  const inPlane = Math.sqrt(across[0] * across[0] + across[1] * across[1]);
  const downTowardsCamera = -2 * (y * z + w * x);
  const awayFromCamera = w * w - x * x - y * y + z * z;
  const nodDegrees = portableAtan2Degrees(downTowardsCamera, awayFromCamera);
  return {
    yawDegrees: portableAtan2Degrees(across[2], inPlane) * YAW_SCALE,
    pitchDegrees: nodDegrees * (nodDegrees < 0 ? CHIN_DOWN_SCALE : CHIN_UP_SCALE),
    rollDegrees: portableAtan2Degrees(across[1], across[0]),
  };
}

/** Its eigenvector of the largest eigenvalue is the quaternion of the rotation (w, x, y, z). */
function hornMatrix(points: ArrayLike<number>): number[][] {
  const mean = [0, 1, 2].map(
    (axis) => OFFSETS.reduce((sum, offset) => sum + points[offset + axis]!, 0) / OFFSETS.length,
  );
  const s = [0, 1, 2].map((from) =>
    mean.map((middle, to) =>
      LEVEL_FACE.reduce(
        (sum, point, at) => sum + point[from + 1]! * (points[OFFSETS[at]! + to]! - middle),
        0,
      ),
    ),
  );
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = s as [Row, Row, Row];
  return [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
}

type Row = [number, number, number];
