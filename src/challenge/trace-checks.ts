import { measure } from '../signals/measure.ts';
import { STEPS_PER_PIXEL, type TraceFace, type TraceFrame } from '../signals/trace-frame.ts';
import { RIGID_POSITIONS } from '../signals/trace-landmarks.ts';
import type { Check } from './check.ts';
import type { TraceLimits } from './policy.ts';
import type { Trace } from './trace.ts';

/** The checks of a trace as a recording, whatever was asked in it. */
export function traceChecks(trace: Trace, limits: TraceLimits): Check[] {
  const frames = trace.records.filter((record) => record.kind !== 'reveal');
  const faces = frames.filter((frame) => frame.kind === 'face');
  const intervals = frames.slice(1).map((frame, index) => frame.timestampMs - frames[index]!.timestampMs);
  return [
    timeOrder(trace),
    ...frameRate(frames, intervals, limits),
    cadence(intervals, limits),
    stillness(faces, limits),
    continuity(faces, limits),
  ];
}

/** Frames rise strictly; a reveal does not lie before the frame it follows. */
function timeOrder({ records }: Trace): Check {
  let disorders = 0;
  let lastFrameMs = Number.NEGATIVE_INFINITY;
  for (const { kind, timestampMs } of records) {
    if (kind === 'reveal' ? timestampMs < lastFrameMs : timestampMs <= lastFrameMs) disorders++;
    if (kind !== 'reveal') lastFrameMs = timestampMs;
  }
  return { name: 'time_order', passed: disorders === 0, detail: { disorders } };
}

function frameRate(
  frames: readonly TraceFrame[],
  intervals: readonly number[],
  limits: TraceLimits,
): Check[] {
  const spanMs = frames.length > 1 ? frames.at(-1)!.timestampMs - frames[0]!.timestampMs : 0;
  const fps = spanMs > 0 ? (1000 * intervals.length) / spanMs : 0;
  const longestMs = intervals.reduce((longest, interval) => Math.max(longest, interval), 0);
  return [
    { name: 'frame_rate', passed: fps >= limits.minFps && fps <= limits.maxFps, detail: { fps } },
    { name: 'frame_gap', passed: longestMs <= limits.maxIntervalMs, detail: { longestMs } },
  ];
}

function cadence(intervals: readonly number[], limits: TraceLimits): Check {
  const counts = new Map<number, number>();
  for (const interval of intervals) counts.set(interval, (counts.get(interval) ?? 0) + 1);
  const commonest = [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
  const equalShare = intervals.length > 0 ? commonest / intervals.length : 1;
  return { name: 'cadence', passed: equalShare <= limits.maxEqualIntervalShare, detail: { equalShare } };
}

function stillness(faces: readonly TraceFace[], limits: TraceLimits): Check {
  const repeated = faces.filter((face, index) => {
    const before = faces[index - 1];
    return before?.points.every((value, offset) => value === face.points[offset]);
  });
  const repeatedShare = faces.length > 1 ? repeated.length / (faces.length - 1) : 1;
  return {
    name: 'stillness',
    passed: repeatedShare <= limits.maxRepeatedFrameShare,
    detail: { repeatedShare },
  };
}

function continuity(faces: readonly TraceFace[], limits: TraceLimits): Check {
  let [jump, resize] = [0, 0];
  for (let index = 1; index < faces.length; index++) {
    const [before, face] = [faces[index - 1]!, faces[index]!];
    const elapsed = (face.timestampMs - before.timestampMs) / 100;
    const [sizeBefore, size] = [measure(before).interOcularPx, measure(face).interOcularPx];
    const moved = furthestMovePx(before, face) / Math.min(sizeBefore, size);
    const resized = Math.max(sizeBefore, size) / Math.min(sizeBefore, size) - 1;
    const { jumpBase, jumpPer100Ms, maxJump, scaleBase, scalePer100Ms, maxScale } = limits;
    jump = Math.max(jump, moved / Math.min(maxJump, jumpBase + jumpPer100Ms * elapsed));
    resize = Math.max(resize, resized / Math.min(maxScale, scaleBase + scalePer100Ms * elapsed));
  }
  return { name: 'continuity', passed: jump <= 1 && resize <= 1, detail: { jump, resize } };
}

/** The furthest that a rigid point moved in the picture. */
function furthestMovePx(before: TraceFace, after: TraceFace): number {
  let furthest = 0;
  for (const position of RIGID_POSITIONS) {
    const x = (after.points[position * 3]! - before.points[position * 3]!) / STEPS_PER_PIXEL;
    const y = (after.points[position * 3 + 1]! - before.points[position * 3 + 1]!) / STEPS_PER_PIXEL;
    furthest = Math.max(furthest, Math.sqrt(x * x + y * y));
  }
  return furthest;
}
