import { steadinessOf } from '../../src/signals/baseline.ts';
import { failingMovingGate, failingNeutralGate } from '../../src/signals/gates.ts';
import { measure } from '../../src/signals/measure.ts';
import { median } from '../../src/signals/portable-math.ts';
import { measureEyes } from './measure-eyes.mjs';
import { measureHead, measureMouth, measureOtherClosure } from './measure-head.mjs';

/**
 * What a session's steps measure, by the threshold that bounds it: the worst of all steps, whether the step machine came as
 * far as to look at it or not.
 *
 * @param {{step: object, frames: object[], seen: object[], state: object, revealedAtMs: number, endedAtMs: number}[]} steps
 *   `frames` all of a step, up to the next reveal; `seen` those with one face, with their signals relative to the rest
 * @returns {Map<string, number>}
 */
export function measureSteps(steps, policy) {
  const worst = new Map();
  const enter = (key, value, bound) => {
    if (value === null || Number.isNaN(value)) return;
    const before = worst.get(key);
    const worse = bound === 'most' ? Math.max : Math.min;
    worst.set(key, before === undefined ? value : worse(before, value));
  };
  const sheet = {
    most: (key, value) => enter(key, value, 'most'),
    least: (key, value) => enter(key, value, 'least'),
  };
  for (const each of steps) {
    measureGates(each, policy, sheet);
    measureTimes(each, sheet);
    const { kind } = each.state.action;
    if (kind === 'neutral') measureRest(each, policy, sheet);
    if (kind === 'hold' || kind === 'double_blink') measureEyes(each, policy, sheet);
    if (kind === 'turn' || kind === 'shake' || kind === 'nod') measureHead(each, policy, sheet);
    if (kind === 'open_mouth') measureMouth(each, policy, sheet);
    if (kind !== 'hold' && kind !== 'neutral') measureOtherClosure(each, policy, sheet);
  }
  return worst;
}

/** Of every gate the worst value that lasts longer than a picture may be late, and how long frames did not count. */
function measureGates({ step, frames, seen, revealedAtMs }, policy, sheet) {
  const { gates, frames: limits } = policy;
  const lasting = (pick, worse) => lastingWorst(seen, pick, worse, limits.maxPictureDelayMs);
  const signal =
    (pick) =>
    ({ signals }) =>
      pick(signals);
  const least = (name, pick) => sheet.least(`gates.${name}`, lasting(signal(pick), Math.min));
  const most = (name, pick) => sheet.most(`gates.${name}`, lasting(signal(pick), Math.max));
  least('minInterOcularPx', ({ interOcularPx }) => interOcularPx);
  least('minFaceWidthRatio', ({ faceWidthRatio }) => faceWidthRatio);
  most('maxFaceWidthRatio', ({ faceWidthRatio }) => faceWidthRatio);
  most('maxOffCenterX', ({ centerX }) => Math.abs(centerX - 0.5));
  most('maxOffCenterY', ({ centerY }) => Math.abs(centerY - 0.5));
  most('maxLuma', ({ light }) => light.mean);
  const resting = step.action === 'neutral';
  const ratio = ({ left, right }) => Math.max(left, right) / Math.max(1, Math.min(left, right));
  if (resting) {
    least('minLuma', ({ light }) => light.mean);
    most('maxLumaRatio', ({ light }) => ratio(light));
    most('maxRollDegrees', ({ rollDegrees }) => Math.abs(rollDegrees));
    most('maxNeutralYawDegrees', ({ yawDegrees }) => Math.abs(yawDegrees));
    most('maxNeutralPitchDegrees', ({ pitchDegrees }) => Math.abs(pitchDegrees));
  } else {
    const { minLuma, maxLumaRatio } = gates;
    most('movingLightSlack', ({ light }) => Math.max(minLuma / light.mean, ratio(light) / maxLumaRatio));
  }
  const failing = resting ? failingNeutralGate : failingMovingGate;
  const isGood = (frame) => frame.kind === 'face' && failing(measure(frame), gates) === null;
  measureGaps(step, frames, isGood, revealedAtMs, sheet);
}

function measureGaps(step, frames, isGood, revealedAtMs, sheet) {
  let [lastMs, goodMs, blockedMs, inStepMs] = [revealedAtMs, revealedAtMs, 0, 0];
  const due = step.capture_at.map((afterMs) => ({ atMs: revealedAtMs + afterMs, isTaken: false }));
  for (const frame of frames) {
    const { timestampMs } = frame;
    sheet.most('frames.failGapMs', timestampMs - lastMs);
    if (isGood(frame)) {
      sheet.most(
        step.action === 'double_blink' ? 'frames.maxBlinkGapMs' : 'frames.maxGapMs',
        timestampMs - goodMs,
      );
      for (const instant of due.filter(({ atMs, isTaken }) => !isTaken && atMs <= timestampMs)) {
        instant.isTaken = true;
        sheet.most('frames.maxPictureDelayMs', timestampMs - instant.atMs);
      }
      [goodMs, blockedMs] = [timestampMs, 0];
    } else {
      blockedMs += timestampMs - lastMs;
      inStepMs += timestampMs - lastMs;
    }
    sheet.most('frames.maxBlockedMs', blockedMs);
    lastMs = timestampMs;
  }
  sheet.most('frames.maxBlockedInStepMs', inStepMs);
}

function measureTimes({ step, state, endedAtMs }, sheet) {
  const { shownAtMs } = state.clock;
  if (shownAtMs === null) return;
  const neutral = step.action === 'neutral';
  sheet.most(neutral ? 'times.neutralWindowMs' : 'times.windowMs', endedAtMs - shownAtMs);
  const { onsetMs } = state.action;
  if (neutral || onsetMs === null) return;
  sheet.most('times.maxOnsetMs', onsetMs - shownAtMs);
  sheet.least('times.minReactionMs', onsetMs - shownAtMs);
}

/**
 * The worst value that holds for a stretch of this length: of each stretch its best, of all stretches the worst.
 *
 * @param worse `Math.max` where high values are bad, `Math.min` where low ones are
 * @returns null where nothing lasts so long
 */
export function lastingWorst(seen, pick, worse, stretchMs) {
  const better = worse === Math.max ? Math.min : Math.max;
  const times = seen.map(({ signals }) => signals.timestampMs);
  const values = seen.map(pick);
  let found = null;
  for (let [from, to] = [0, 0]; from < seen.length; from++) {
    while (to < seen.length && times[to] - times[from] < stretchMs) to++;
    if (to === seen.length) break;
    const best = values.slice(from, to + 1).reduce((a, b) => better(a, b));
    found = found === null ? best : worse(found, best);
  }
  return found;
}

/** The last frames of the neutral step, as many as the baseline is taken from. */
function measureRest({ seen }, { times }, sheet) {
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
