/** Wider than this from straight ahead, degrees: no photo for a register. */
const MAX_YAW_DEGREES = 20;
const MAX_PITCH_DEGREES = 20;
const MAX_ROLL_DEGREES = 20;
/** Between the outer eye corners, pixels: smaller faces give no descriptor. */
const MIN_INTER_OCULAR_PX = 40;
/** Of the clip's own most open eyes: below, they are shut or half shut. */
const MIN_OPENNESS = 0.7;

/**
 * Orders the frames of a clip by how good a register photo they make: large, frontal, eyes open, sharp. Frames that
 * make none come last, so that the first one is the best that there is.
 *
 * @param {{atS: number, signals: import('../../../src/signals/measure.ts').Signals, sharpness: number}[]} frames
 *   those with exactly one face; `sharpness`: any measure that rises with it
 */
export function rankPhotos(frames) {
  const openness = ({ signals }) => (signals.earLeft + signals.earRight) / 2;
  const most = (of) => Math.max(...frames.map(of), Number.EPSILON);
  const widestOpen = most(openness);
  const largest = most(({ signals }) => signals.interOcularPx);
  const sharpest = most(({ sharpness }) => sharpness);
  return frames
    .map((frame) => {
      const { yawDegrees, pitchDegrees, rollDegrees, interOcularPx } = frame.signals;
      const open = openness(frame) / widestOpen;
      const usable =
        Math.abs(yawDegrees) <= MAX_YAW_DEGREES &&
        Math.abs(pitchDegrees) <= MAX_PITCH_DEGREES &&
        Math.abs(rollDegrees) <= MAX_ROLL_DEGREES &&
        interOcularPx >= MIN_INTER_OCULAR_PX &&
        open >= MIN_OPENNESS;
      const away = (yawDegrees / 10) ** 2 + (pitchDegrees / 12) ** 2 + (rollDegrees / 15) ** 2;
      const frontal = 1 / (1 + away);
      const score =
        frontal * open * Math.sqrt(interOcularPx / largest) * (frame.sharpness / sharpest) ** 0.25;
      return { frame, usable, score };
    })
    .sort((a, b) => Number(b.usable) - Number(a.usable) || b.score - a.score)
    .map(({ frame }) => frame);
}
