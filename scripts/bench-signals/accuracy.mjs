import { measure } from '../../src/signals/measure.ts';
import { median } from '../../src/signals/median.ts';

/** Angles against the angles that were rendered, and openness against how far lids were open. */
export function benchAccuracy(clips) {
  console.log('\nangles, root mean square error in degrees (in brackets without the mean error)');
  for (const { name, folder, truth, frames } of clips) {
    if (folder !== 'people' && !/^calib_(yaw|pitch)/.test(name)) continue;
    const errors = ['yaw', 'pitch', 'roll'].map((angle) => {
      const each = frames.map(
        (frame, index) => measure(frame)[`${angle}Degrees`] - truth.frames[index].heads[0][angle],
      );
      const mean = each.reduce((sum, error) => sum + error, 0) / each.length;
      return `${angle} ${rms(each)} (${rms(each.map((error) => error - mean))})`;
    });
    console.log(`  ${name}: ${errors.join(', ')}`);
  }
  const steps = clips.find(({ name }) => name === 'calib_eye_openness_steps');
  if (steps) benchOpenness(steps);
}

function benchOpenness({ truth, frames }) {
  const byOpenness = new Map();
  frames.forEach((frame, index) => {
    const { openL } = truth.frames[index].heads[0];
    const { earLeft, earRight } = measure(frame);
    byOpenness.set(openL, [...(byOpenness.get(openL) ?? []), (earLeft + earRight) / 2]);
  });
  const open = median(byOpenness.get(1));
  const pairs = [...byOpenness].map(([openness, ears]) => `${openness}: ${(median(ears) / open).toFixed(2)}`);
  console.log(`openness, rendered: measured\n  ${pairs.join(', ')}`);
}

const rms = (values) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length).toFixed(2);
