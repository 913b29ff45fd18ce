import { advanceEyes, EYES_OPEN, isSound, ownEyeLimits } from '../../src/challenge/eye-state.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import { baselineOf } from '../../src/signals/baseline.ts';
import { measure } from '../../src/signals/measure.ts';
import { median } from '../../src/signals/portable-math.ts';
import { relativeSignals } from '../../src/signals/relative.ts';

const NEAR_S = 0.2;
/** The baseline of somebody who was asked nothing: medians over the last so much time, taken anew so often. */
const WINDOW_MS = 10_000;
const ANEW_MS = 1000;
const FIRST_MS = 2000;
/** Of the openness at rest: lower than the first a rendered lid blinks, both lower than the second are a full blink. */
const BLINK_BELOW = 0.6;
const FULL_BELOW = 0.45;

/**
 * When the eyes of a clip are shut, as far as its truth says: `needed` must be found, `excused` may be.
 *
 * @returns null where the truth has nothing of blinks.
 */
export function blinksIn({ truth, isCalibration }) {
  if (isCalibration) return null;
  const fps = truth.fps ?? 30;
  const inSeconds = ({ startF, endF, kind }) => ({ fromS: startF / fps, toS: endF / fps, kind });
  if (truth.blinks) return sorted(truth.blinks.map(inSeconds), (truth.uncertain ?? []).map(inSeconds));
  if (!Number.isFinite(truth.frames?.find(({ heads }) => heads?.length > 0)?.heads[0].openL)) return null;
  return sorted(renderedBlinks(truth.frames), withoutOneHead(truth.frames));
}

/** What lies wholly in an uncertain stretch is itself uncertain. */
function sorted(events, uncertain) {
  const isIn = (event, { fromS, toS }) => event.fromS >= fromS && event.toS <= toS;
  const isNeeded = (event) =>
    (event.kind === 'full' || event.kind === 'closure') && !uncertain.some((each) => isIn(event, each));
  return {
    needed: events.filter(isNeeded),
    excused: [...events.filter((event) => !isNeeded(event)), ...uncertain],
  };
}

/** Stretches with a lid lowered, against the openness at rest: full where both are. One lid alone makes a wink or less. */
function renderedBlinks(frames) {
  const openness = ({ heads: [head] }, of) => (head ? of(head.openL, head.openR) : null);
  const rest = median(frames.map((frame) => openness(frame, Math.max)).filter((each) => each !== null));
  return stretches(frames, (frame) => {
    const lower = openness(frame, Math.min);
    return lower !== null && lower < BLINK_BELOW * rest;
  }).map((inside) => ({
    ...span(inside),
    kind:
      Math.min(...inside.map((frame) => openness(frame, Math.max))) < FULL_BELOW * rest ? 'full' : 'partial',
  }));
}

const withoutOneHead = (frames) => stretches(frames, ({ heads }) => heads.length !== 1).map(span);

const span = (inside) => ({ fromS: inside[0].t, toS: inside.at(-1).t });

/** Runs of frames of which this holds. */
function stretches(frames, holds) {
  const found = [];
  for (const [at, frame] of frames.entries()) {
    if (!holds(frame)) continue;
    if (at > 0 && holds(frames[at - 1])) found.at(-1).push(frame);
    else found.push([frame]);
  }
  return found;
}

/**
 * Closures that the engine's eyes would count, were blinks asked for all the time. Open eyes are what was seen of late
 * outside closures: nobody closes their eyes while the engine takes its baseline.
 */
export function closuresIn(frames, fps) {
  const policy = policyFor({ pace: 'standard', measuredFps: fps });
  const samples = frames.flatMap((face) => (face.kind === 'face' ? [{ face, signals: measure(face) }] : []));
  const closed = [];
  let [eyes, rest, takenMs] = [EYES_OPEN, null, Number.NEGATIVE_INFINITY];
  for (const { signals } of samples) {
    const { timestampMs } = signals;
    if (timestampMs - takenMs >= (eyes.kind === 'open' ? ANEW_MS : WINDOW_MS)) {
      const baseline = baselineOf(windowAt(samples, timestampMs, closed), policy.baseline);
      rest = { baseline, limits: ownEyeLimits(policy.eyes, baseline) };
      takenMs = timestampMs;
    }
    const next = advanceEyes(eyes, relativeSignals(signals, rest.baseline), rest.limits);
    eyes = next.eyes;
    if (!next.ended) continue;
    const counts = isSound(next.ended, rest.limits) && next.ended.minOpenness < rest.limits.deepBelow;
    closed.push({ fromS: next.ended.onsetMs / 1000, toS: next.ended.reopenedMs / 1000, counts });
  }
  return closed.filter(({ counts }) => counts).map(({ fromS, toS }) => ({ fromS, toS }));
}

/** The last ten seconds without what was closed; in the beginning, the first two. */
function windowAt(samples, nowMs, closed) {
  const firstMs = samples[0].signals.timestampMs;
  const toMs = Math.max(nowMs, firstMs + FIRST_MS);
  const recent = samples.filter(
    ({ signals: { timestampMs } }) => timestampMs >= nowMs - WINDOW_MS && timestampMs <= toMs,
  );
  const isClosed = ({ signals: { timestampMs } }) =>
    closed.some(({ fromS, toS }) => timestampMs >= fromS * 1000 && timestampMs < toS * 1000);
  const open = recent.filter((sample) => !isClosed(sample));
  return open.length > 0 ? open : recent;
}

/**
 * A closure matches a blink that it overlaps or from which it is 0.2 s away, one to one, the nearest first.
 *
 * @returns how many there are, how many were found, and how many closures are none.
 */
export function matchBlinks({ needed, excused }, closures) {
  const pairs = needed
    .flatMap((event, of) => closures.map((closure, by) => ({ of, by, apartS: apart(event, closure) })))
    .filter(({ apartS }) => apartS <= NEAR_S)
    .sort((a, b) => a.apartS - b.apartS);
  const [found, used] = [new Set(), new Set()];
  for (const { of, by } of pairs) {
    if (found.has(of) || used.has(by)) continue;
    found.add(of);
    used.add(by);
  }
  const wrong = closures.filter(
    (closure, at) => !used.has(at) && !excused.some((event) => apart(event, closure) <= NEAR_S),
  );
  return { truth: needed.length, found: found.size, false: wrong.length };
}

/** Seconds between the two; below zero, by how much they overlap. */
const apart = (a, b) => Math.max(a.fromS - b.toS, b.fromS - a.toS);

/** Of all of these together. */
export function scoreOf(matches) {
  const sum = (key) => matches.reduce((total, match) => total + match[key], 0);
  const [truth, found, wrong] = [sum('truth'), sum('found'), sum('false')];
  const share = (part, whole) => (whole > 0 ? part / whole : null);
  return {
    f1: share(2 * found, truth + found + wrong),
    precision: share(found, found + wrong),
    recall: share(found, truth),
    truth,
    found,
    false: wrong,
  };
}
