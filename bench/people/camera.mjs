import { rotation } from './bend.mjs';

/** Where a camera looks: between the eyes and the mouth of somebody who sits straight. */
const TARGET = [0, 0.5, 0];

/**
 * The camera at a moment. `axes` are its right, its up and what points from the scene back at it, in the scene's
 * coordinates; `shift` is how far its sway has moved what is far away, in pixels.
 *
 * @param {ReturnType<import('./draw.mjs').drawPerson>['scene']['camera']} camera
 */
export function cameraAt(camera, t, seed, height) {
  const wave = (hertz, phase) => Math.sin(2 * Math.PI * hertz * t + phase * 2.1 + seed);
  const sway = { azimuth: 0, elevation: 0, tilt: 0 };
  if (camera.sway > 0) {
    sway.azimuth = camera.sway * (0.8 * wave(0.23, 1) + 0.3 * wave(0.71, 2) + 0.06 * wave(4.7, 3));
    sway.elevation = camera.sway * (0.7 * wave(0.19, 4) + 0.3 * wave(0.83, 5) + 0.06 * wave(5.1, 6));
    sway.tilt = camera.sway * 0.7 * wave(0.27, 7);
  }
  const focal = height / 2 / Math.tan(radians(camera.fieldOfView / 2));
  const columns = rotation(
    -(camera.elevation + sway.elevation),
    camera.azimuth + sway.azimuth,
    camera.tilt + sway.tilt,
  );
  const axes = [0, 1, 2].map((k) => [columns[k], columns[3 + k], columns[6 + k]]);
  return {
    focal,
    axes,
    position: TARGET.map((value, k) => value + camera.distance * axes[2][k]),
    shift: [focal * radians(sway.azimuth), focal * radians(sway.elevation)],
  };
}

/** Yaw, pitch and roll of a head as the camera sees them, degrees. */
export function poseSeenBy({ axes }, { yaw, pitch, roll }) {
  const m = rotation(-pitch, yaw, -roll);
  const seen = axes.map((axis) =>
    [0, 1, 2].map((k) => axis[0] * m[k] + axis[1] * m[3 + k] + axis[2] * m[6 + k]),
  );
  return {
    yaw: degrees(Math.atan2(seen[0][2], seen[2][2])),
    pitch: degrees(Math.asin(seen[1][2])),
    roll: -degrees(Math.atan2(seen[1][0], seen[1][1])),
  };
}

/** Where the eyes look, in the head: most of the way back to the camera, as far as eyes go comfortably. */
export function gazeAt(seen) {
  return {
    gazeYaw: Math.max(-22, Math.min(22, -0.6 * seen.yaw)),
    gazePitch: Math.max(-14, Math.min(12, -0.6 * seen.pitch)),
  };
}

const radians = (value) => (value * Math.PI) / 180;
const degrees = (value) => (value * 180) / Math.PI;
