import type { Face } from '../landmarks/face.ts';
import type { TraceFace } from './trace-frame.ts';
import { TRACE_LANDMARKS } from './trace-landmarks.ts';

/** Steps of a quantised coordinate in one pixel. */
export const STEPS_PER_PIXEL = 16;

/** Steps of a quantised opening of the lids in one width of the eye. */
export const STEPS_PER_EYE_WIDTH = 1000;

const INT16_MAX = 32767;
const LIDS_MAX = 65535;

const toInt16 = (value: number) => Math.max(-INT16_MAX, Math.min(INT16_MAX, Math.round(value)));
const toByte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
const toLids = (value: number) => Math.max(0, Math.min(LIDS_MAX, Math.round(value * STEPS_PER_EYE_WIDTH)));

/**
 * Reduces a face to what its trace keeps: whole milliseconds since `originMs`, points in 1/16 pixel (clamped to 16 bits,
 * ± 2048 px), whole light, lids in 1/1000 of the eye's width. Everything is decided on the result, never on the face itself.
 */
export function quantize(face: Face, originMs: number): TraceFace {
  const points = new Int16Array(TRACE_LANDMARKS.length * 3);
  TRACE_LANDMARKS.forEach((index, position) => {
    for (let axis = 0; axis < 3; axis++) {
      points[position * 3 + axis] = toInt16(face.points[index * 3 + axis]! * STEPS_PER_PIXEL);
    }
  });
  return {
    kind: 'face',
    timestampMs: Math.round(face.timestampMs - originMs),
    frameWidth: face.frameWidth,
    frameHeight: face.frameHeight,
    points,
    light: {
      mean: toByte(face.light.mean),
      left: toByte(face.light.left),
      right: toByte(face.light.right),
    },
    lids: face.lidAperture
      ? { left: toLids(face.lidAperture.left), right: toLids(face.lidAperture.right) }
      : null,
  };
}
