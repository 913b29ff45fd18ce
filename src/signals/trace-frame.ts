import type { Detection, Face, LidAperture, OfEyes } from '../landmarks/face.ts';
import { MOUTH_LANDMARKS, TRACE_LANDMARKS } from './trace-landmarks.ts';

/**
 * What is kept of a frame: quantised landmarks and what the gates need. Signals are measured from this and
 * nothing else, on both sides, so that browser and backend compute the same bits.
 */
export interface TraceFace {
  readonly kind: 'face';
  /** Whole milliseconds since the trace began. */
  readonly timestampMs: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** x, y, z of the {@link TRACE_LANDMARKS} in order, in 1/16 pixel. */
  readonly points: Int16Array;
  /** The same of the {@link MOUTH_LANDMARKS}; `null` in traces of versions 2 and 3, which have none. */
  readonly mouth: Int16Array | null;
  /** Luma of the face crop, whole numbers 0..255. */
  readonly light: { readonly mean: number; readonly left: number; readonly right: number };
  /**
   * Opening of the lids of the person's left and right eye, in 1/1000 of the eye's width, and what was learned of it, in 1/1000
   * of most people's open eyes (`Face.lidAperture`); `null`: not measured. Traces of version 2 have nothing learned.
   */
  readonly lids: (OfEyes & { readonly learned?: OfEyes }) | null;
}

/** A frame without exactly one face. */
export interface TraceBlank {
  readonly kind: 'none' | 'many';
  readonly timestampMs: number;
}

export type TraceFrame = TraceFace | TraceBlank;

/** Steps of a quantised coordinate in one pixel. */
export const STEPS_PER_PIXEL = 16;

/** Steps of a quantised opening of the lids in one width of the eye, and of a learned one in an open eye. */
export const STEPS_PER_EYE_WIDTH = 1000;
export const STEPS_PER_OPEN_EYE = 1000;

const INT16_MAX = 32767;
const LIDS_MAX = 65535;

const toInt16 = (value: number) => Math.max(-INT16_MAX, Math.min(INT16_MAX, Math.round(value)));
const toByte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
const toSteps = (value: number, steps: number) => Math.max(0, Math.min(LIDS_MAX, Math.round(value * steps)));

const toLids = ({ left, right, learned }: LidAperture): TraceFace['lids'] => ({
  left: toSteps(left, STEPS_PER_EYE_WIDTH),
  right: toSteps(right, STEPS_PER_EYE_WIDTH),
  ...(learned && {
    learned: {
      left: toSteps(learned.left, STEPS_PER_OPEN_EYE),
      right: toSteps(learned.right, STEPS_PER_OPEN_EYE),
    },
  }),
});

/**
 * Reduces a face to what its trace keeps: whole milliseconds since `originMs`, points in 1/16 pixel (clamped to 16 bits,
 * ± 2048 px), whole light, lids in 1/1000 of the eye's width. Everything is decided on the result, never on the face itself.
 */
export function quantize(face: Face, originMs: number): TraceFace {
  return {
    kind: 'face',
    timestampMs: Math.round(face.timestampMs - originMs),
    frameWidth: face.frameWidth,
    frameHeight: face.frameHeight,
    points: stepsOf(face, TRACE_LANDMARKS),
    mouth: stepsOf(face, MOUTH_LANDMARKS),
    light: {
      mean: toByte(face.light.mean),
      left: toByte(face.light.left),
      right: toByte(face.light.right),
    },
    lids: face.lidAperture && toLids(face.lidAperture),
  };
}

function stepsOf({ points }: Face, landmarks: readonly number[]): Int16Array {
  const steps = new Int16Array(landmarks.length * 3);
  landmarks.forEach((index, position) => {
    for (let axis = 0; axis < 3; axis++)
      steps[position * 3 + axis] = toInt16(points[index * 3 + axis]! * STEPS_PER_PIXEL);
  });
  return steps;
}

/** What a trace keeps of a detection; see {@link quantize}. */
export function traceFrameOf(detection: Detection, originMs: number): TraceFrame {
  if (detection.kind === 'face') return quantize(detection.face, originMs);
  return { kind: detection.kind, timestampMs: Math.round(detection.timestampMs - originMs) };
}
