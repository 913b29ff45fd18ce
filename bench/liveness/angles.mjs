import { POLICIES } from '../../src/challenge/policy.ts';
import { failingPictureGate } from '../../src/signals/gates.ts';
import { measure } from '../../src/signals/measure.ts';
import { median } from '../../src/signals/portable-math.ts';

/** A head that stays so near to its middle pose for so long is still. */
const STILL_DEGREES = 1.5;
const STILL_S = 1;
const ANGLES = ['yaw', 'pitch', 'roll'];

/**
 * What the engine saw of heads whose angles are known, in frames with one head. Angles are those against the camera's
 * axis, as they were rendered; `FromRest` compares the angles against the clip's own rest, as the challenge does. Still:
 * how much the measured yaw wavers about the true one while the head rests, well placed in the picture.
 *
 * @returns null where the truth has no angles.
 */
export function anglesIn({ truth, segments }, frames) {
  const fps = truth.fps ?? 30;
  const heads = truth.frames ?? [];
  if (!Number.isFinite(heads.find((each) => each.heads?.length > 0)?.heads[0].yaw)) return null;
  let [withFace, withHead] = [0, 0];
  const seen = [];
  for (const frame of frames) {
    const at = heads[Math.round((frame.timestampMs * fps) / 1000)];
    if (at?.heads.length !== 1) continue;
    withHead++;
    if (frame.kind !== 'face') continue;
    withFace++;
    seen.push({ t: at.t, truth: at.heads[0], signals: measure(frame) });
  }
  const { gates } = POLICIES.standard;
  const placed = seen.filter(({ signals }) => failingPictureGate(signals, gates) === null);
  const still = placed.filter(isStill(placed, segments));
  return {
    ...Object.fromEntries(ANGLES.flatMap((angle) => errorsOf(angle, seen, still))),
    frames: seen.length,
    stillYawVariance: variance(still.map(({ truth, signals }) => signals.yawDegrees - truth.yaw)),
    stillFrames: still.length,
    withFace,
    withHead,
  };
}

function errorsOf(angle, seen, still) {
  const errors = seen.map(({ truth, signals }) => signals[`${angle}Degrees`] - truth[angle]);
  const bias =
    still.length > 0
      ? median(still.map(({ truth, signals }) => signals[`${angle}Degrees`] - truth[angle]))
      : 0;
  return [
    [`${angle}MaeDegrees`, mean(errors.map(Math.abs))],
    [`${angle}MaeFromRestDegrees`, mean(errors.map((error) => Math.abs(error - bias)))],
  ];
}

/** Of a video with segments, its rest; of others, stretches in which the true head hardly moves. */
function isStill(seen, segments) {
  const rest = segments?.find(({ name }) => name === 'neutral');
  if (rest) return ({ t }) => t >= rest.startS && t <= rest.endS;
  const middle = Object.fromEntries(
    ANGLES.map((angle) => [angle, median(seen.map(({ truth }) => truth[angle]))]),
  );
  const isNear = ({ truth }) =>
    ANGLES.every((angle) => Math.abs(truth[angle] - middle[angle]) <= STILL_DEGREES);
  const times = new Set();
  let run = [];
  for (const each of [...seen, null]) {
    if (each && isNear(each)) {
      run.push(each.t);
      continue;
    }
    if (run.length > 0 && run.at(-1) - run[0] >= STILL_S) for (const t of run) times.add(t);
    run = [];
  }
  return ({ t }) => times.has(t);
}

const mean = (values) =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

function variance(values) {
  const middle = mean(values);
  return middle === null ? null : mean(values.map((value) => (value - middle) ** 2));
}

/** Over all clips, each frame counting once. */
export function anglesOver(rows) {
  const weighted = (key, weight) => {
    const counted = rows.filter((row) => row[key] !== null && row[weight] > 0);
    const total = counted.reduce((sum, row) => sum + row[weight], 0);
    return total > 0 ? counted.reduce((sum, row) => sum + row[key] * row[weight], 0) / total : null;
  };
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const still = weighted('stillYawVariance', 'stillFrames');
  return {
    yawMaeDegrees: weighted('yawMaeDegrees', 'frames'),
    pitchMaeDegrees: weighted('pitchMaeDegrees', 'frames'),
    rollMaeDegrees: weighted('rollMaeDegrees', 'frames'),
    yawMaeFromRestDegrees: weighted('yawMaeFromRestDegrees', 'frames'),
    pitchMaeFromRestDegrees: weighted('pitchMaeFromRestDegrees', 'frames'),
    rollMaeFromRestDegrees: weighted('rollMaeFromRestDegrees', 'frames'),
    stillYawSdDegrees: still === null ? null : Math.sqrt(still),
    detectedRate: sum('withHead') > 0 ? sum('withFace') / sum('withHead') : null,
  };
}
