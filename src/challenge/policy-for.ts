import { FULL_MIN_FPS, type Pace, POLICIES, type Policy } from './policy.ts';
import { SLOW_POLICIES } from './slow-policy.ts';

/** Frames a second below which no live-face check is possible. */
export const MIN_FPS = SLOW_POLICIES.standard.frames.minFps;

export interface PolicyRequest {
  readonly pace: Pace;
  /**
   * Processed frames a second, measured while framing, as it goes into the challenge request: both sides choose by this
   * very number, once a challenge.
   */
  readonly measuredFps: number;
}

/**
 * The thresholds for one challenge: the full profile from 11 frames a second on, the slow one below. Whether the trace
 * is as fast as was claimed is for its check `frame_rate`.
 */
export function policyFor({ pace, measuredFps }: PolicyRequest): Policy {
  return measuredFps >= FULL_MIN_FPS ? POLICIES[pace] : SLOW_POLICIES[pace];
}
