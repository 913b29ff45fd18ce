import { steadinessOf } from '../../src/signals/baseline.ts';
import { median } from '../../src/signals/portable-math.ts';

/** The last frames of the neutral step, as many as the baseline is taken from. */
export function measureRest({ seen }, { times }, sheet) {
  const lastMs = seen.at(-1)?.signals.timestampMs ?? 0;
  const rest = seen
    .filter(({ signals }) => signals.timestampMs >= lastMs - times.baselineMs)
    .map(({ signals }) => signals);
  if (rest.length < 2) return;
  const range = (values) => Math.max(...values) - Math.min(...values);
  sheet.most('baseline.maxYawRangeDegrees', range(rest.map(({ yawDegrees }) => yawDegrees)));
  sheet.most('baseline.maxPitchRangeDegrees', range(rest.map(({ pitchDegrees }) => pitchDegrees)));
  for (const eye of ['earLeft', 'earRight']) {
    const ears = rest.map((signals) => signals[eye]);
    const { drift, spread } = steadinessOf(ears);
    sheet.least('baseline.minEar', median(ears));
    sheet.most('baseline.maxDrift', drift);
    sheet.most('baseline.maxSpread', spread);
  }
  const lids = rest.flatMap((signals) => signals.lids ?? []);
  for (const eye of lids.length > 0 ? ['left', 'right'] : []) {
    const openings = lids.map((each) => each[eye]);
    sheet.least('baseline.minLids', median(openings));
    sheet.most('baseline.maxLidsSpread', steadinessOf(openings).spread);
  }
}
