import type { TraceFace, TraceFrame } from '../../src/signals/trace-frame.ts';
import { tracePosition } from '../../src/signals/trace-landmarks.ts';
import { facesOf, readTrace } from './read-trace.ts';

/** The person of a fixture as a flat picture. */
export function flatten(person: 'anna' | 'ben'): (frame: TraceFrame) => TraceFrame {
  const rest = facesOf(readTrace(person))[0]!;
  return (frame) => (frame.kind === 'face' ? flatFace(frame, rest) : frame);
}

/** Positions of the eyes' points that are not corners, and of the cheeks, in a trace. */
const LIDS = new Set([1, 2, 4, 5, 7, 8, 10, 11]);
const [RIGHT_CHEEK, LEFT_CHEEK] = [tracePosition(234), tracePosition(454)];

/**
 * Makes a face a flat picture: every point is that of the resting face, turned as a plane about its upright axis by the
 * angle that the frame's own depth claims. Eyes keep opening and closing; depth is left as it was, as someone who forges
 * a trace would claim it.
 */
export function flatFace(face: TraceFace, rest: TraceFace): TraceFace {
  const across = (points: Int16Array, axis: number) =>
    points[LEFT_CHEEK * 3 + axis]! - points[RIGHT_CHEEK * 3 + axis]!;
  const narrowed = across(face.points, 0) / across(rest.points, 0);
  const slope = across(face.points, 2) / 6000;
  const centerX = rest.frameWidth * 8;
  const centerY = rest.frameHeight * 8;
  const points = face.points.map((value, offset) => {
    const [position, axis] = [Math.floor(offset / 3), offset % 3];
    if (axis === 2) return value;
    const x = rest.points[position * 3]! - centerX;
    const y = rest.points[position * 3 + 1]! - centerY;
    const depth = 1 + (slope * x) / 6000;
    if (axis === 0) return centerX + (narrowed * x) / depth;
    const lid = LIDS.has(position) ? value - centerY : y / depth;
    return centerY + lid;
  });
  return { ...face, points };
}
