import type { BaselineLimits } from '../signals/baseline.ts';
import type { GateLimits } from '../signals/gates.ts';
import { EYES, type EyeLimits } from './eye-limits.ts';
import { MOUTH, type MouthLimits } from './mouth-limits.ts';
import { NOD, type NodLimits } from './nod-limits.ts';
import { PLAN, type PlanLimits } from './plan-limits.ts';
import { RELAXED_TIMES, STANDARD_TIMES, type StepTimes } from './policy-times.ts';
import { POLICY_VERSION } from './policy-version.ts';

/** `relaxed` gives people more time; it asks for no less movement. */
export type Pace = 'standard' | 'relaxed';

/** `slow` is for devices that process too few frames a second for the full choice of actions: `policy-for.ts`. */
export type RateProfile = 'full' | 'slow';

/**
 * Every threshold of the live-face check, in one versioned object that browser and backend share.
 *
 * Marks: [M] measured on rendered and real clips with this library's own model, [R] read in a published source,
 * [I] inferred: a choice that awaits recordings of volunteers. LIVENESS with a number is that section of `docs/liveness.md`.
 */
export interface Policy {
  readonly version: string;
  readonly pace: Pace;
  readonly rate: RateProfile;
  readonly gates: GateLimits;
  readonly baseline: BaselineLimits;
  readonly eyes: EyeLimits;
  readonly turn: TurnLimits;
  readonly shake: ShakeLimits;
  readonly nod: NodLimits;
  readonly mouth: MouthLimits;
  readonly plan: PlanLimits;
  readonly frames: FrameLimits;
  readonly trace: TraceLimits;
  readonly coverage: CoverageLimits;
  readonly times: StepTimes;
}

/**
 * A turn that stays below its aim is smaller in all that it is made of: how far it must come back, and how much of its way
 * must be seen and may be sudden, are less in proportion.
 */
export interface TurnLimits {
  readonly onsetDegrees: number;
  /** What the prompt aims at: held there for a moment, the turn is done. */
  readonly reachDegrees: number;
  /** Whoever cannot turn so far holds the head longer, from here on. */
  readonly shortReachDegrees: number;
  /** A head that is held there may waver below it by so much. */
  readonly waverDegrees: number;
  readonly maxDegrees: number;
  readonly holdFrames: number;
  readonly oppositeDegrees: number;
  /** How far a turn may fall back on its way out. */
  readonly maxBacktrackDegrees: number;
  readonly maxDegreesPerSecond: number;
  /** Frames that arrive closer together count as so far apart. */
  readonly minIntervalMs: number;
  readonly returnDegrees: number;
  readonly gradual: GradualLimits;
}

/** A turn must be seen on its way, both out and back, whatever time lies between frames: no picture swapped for another. */
export interface GradualLimits {
  /** One frame at least, each way, is turned so far, and by so much less than the furthest one. See {@link TurnLimits}. */
  readonly minDegrees: number;
  readonly marginDegrees: number;
  /** Furthest from one frame to the next. */
  readonly maxStepDegrees: number;
  /** From one pair of frames to the next a head's step may grow or shrink by so much; what is more was sudden. */
  readonly freeChangeDegrees: number;
  /** Largest part of a way, out or back, that is made by sudden starts and stops. */
  readonly maxSuddenShare: number;
}

export interface ShakeLimits {
  readonly extrema: number;
  readonly extremumDegrees: number;
  readonly legDegrees: number;
  /** An extremum is past when the head has come back this far. */
  readonly retreatDegrees: number;
  readonly maxDegreesPerSecond: number;
  /** Frames that arrive closer together count as so far apart. */
  readonly minIntervalMs: number;
}

export interface FrameLimits {
  /** Processed frames a second. */
  readonly minFps: number;
  /** A longer stretch without a good frame breaks off what was being done; shorter for blinks, which fit into it. */
  readonly maxGapMs: number;
  readonly maxBlinkGapMs: number;
  /** A longer one fails the step. */
  readonly failGapMs: number;
  /** Times an action may be broken off by gaps. */
  readonly maxRestarts: number;
  /** How long after an instant that the server named its picture may still be taken. */
  readonly maxPictureDelayMs: number;
  /** A picture that fails its gates this long fails the step. */
  readonly maxBlockedMs: number;
  /** So do all of them together from the reveal on: time that does not count is time to prepare an answer. */
  readonly maxBlockedInStepMs: number;
}

export interface TraceLimits {
  readonly minFps: number;
  readonly maxFps: number;
  /** Longest interval between two frames of a trace, with or without a face. A longer one is left to a person. */
  readonly maxIntervalMs: number;
  /** Largest share of intervals that may equal the commonest one to the millisecond. */
  readonly maxEqualIntervalShare: number;
  /** Largest share of frames whose landmarks equal those of the frame before, to 1/16 pixel. */
  readonly maxRepeatedFrameShare: number;
  /** Largest movement of a rigid point between frames, in eye distances: a constant, more per 100 ms, never above. */
  readonly jumpBase: number;
  readonly jumpPer100Ms: number;
  readonly maxJump: number;
  /** The same for the size of the face. */
  readonly scaleBase: number;
  readonly scalePer100Ms: number;
  readonly maxScale: number;
  /** So near to the baseline's pose a face is at rest; so many such frames make a step's rest worth judging. */
  readonly restDegrees: number;
  readonly restFrames: number;
  /** Largest homography residual of the face at rest, in eye distances. */
  readonly maxRestResidual: number;
  readonly minRestOpenness: number;
  readonly maxRestOpenness: number;
  /** Turns that stay below this are left to a person. */
  readonly turnReachDegrees: number;
  /** Frames between this turn and that are judged for flatness. */
  readonly planarityMinYawDegrees: number;
  readonly planarityMaxYawDegrees: number;
  readonly planarityFrames: number;
  /** Share of a head's relief from which on a turn is a head's, and below which it is a picture's; a person decides between. */
  readonly minRelief: number;
  readonly maxFlatRelief: number;
  /** Frames from this turn on to so much less than the furthest are on the way, and must be views of one solid head. */
  readonly rigidityMinYawDegrees: number;
  readonly rigidityMarginDegrees: number;
  /** From so many on, the worst one does not count. */
  readonly rigidityFrames: number;
  /** Largest residual of such a view, in eye distances. */
  readonly maxViewResidual: number;
  /**
   * Largest share by which the face, its height and the turn itself taken out, may be narrower the further it is turned
   * aside.
   */
  readonly maxProportionChange: number;
  /** Above this it is that of a sheet; between the two a person decides. */
  readonly minSheetProportionChange: number;
  /** Largest share by which it may be wider there, which no sheet is; above, a person decides. */
  readonly maxProportionWidening: number;
  /** A face narrower than this at rest, eye corners over forehead to nose, is left to a person. */
  readonly minRestProportion: number;
}

/** How closely a session must have been looked at for a machine to approve it. What was seen less closely, a person decides. */
export interface CoverageLimits {
  /** The full rate, looks a second: in every stretch of a movement, and in every step by the backend's clock. */
  readonly minFps: number;
  /** By what share it may be missed: frames do not come evenly, and the network's time counts as the trace's. */
  readonly maxShortfall: number;
  /** A movement is judged by stretches of this length, so that a fast pause does not make up for a slow movement. */
  readonly stretchMs: number;
  /**
   * The fewer the angles at which a head was seen on its way in a turn, the less of a way may have been sudden: this share
   * for each angle, out and back together, beyond those that stills show as easily.
   */
  readonly maxSuddenPerAngle: number;
  readonly anglesOfStills: number;
  /** Two angles differ by so much, and lie so far from both ends of the way. */
  readonly angleDegrees: number;
  readonly wayMarginDegrees: number;
}

const GATES: GateLimits = {
  minInterOcularPx: 75, // [R] LIVENESS 8.2 names 80; [M] a face at arm's length on 640 px measures 105-127
  minFaceWidthRatio: 0.18, // [M] rendered people at a normal distance 0.25-0.30
  maxFaceWidthRatio: 0.65, // [R] LIVENESS 8.2
  maxOffCenterX: 0.22, // [I]
  maxOffCenterY: 0.25, // [I]
  minLuma: 40, // [M] a darkened real clip at 43 still tracks well; skin tones need the room
  maxLuma: 225, // [I]
  maxLumaRatio: 2.5, // [R] LIVENESS 8.2
  movingLightSlack: 1.5, // [M] a face of luma 42 that nods has 35, one lit from the side goes from 2.3 to 2.7
  maxRollDegrees: 15, // [R] LIVENESS 8.2
  maxNeutralYawDegrees: 12, // [R] LIVENESS 8.2
  maxNeutralPitchDegrees: 24, // [M] a level head reads up to 11 degrees too high; phones are held by 15 below the face
};

const BASELINE: BaselineLimits = {
  maxDrift: 0.12, // [R] blinklab 8 %; [M] wider at 1.5 s, where a half holds few frames
  maxSpread: 0.12, // [R] LIVENESS 8.3
  minEar: 0.15, // [R] LIVENESS 8.3; [M] open 0.17-0.34, shut 0.04-0.08
  minLids: 0.15, // [M] open 0.25-0.38
  minLearned: 0.5, // [M] open 0.63-1.2 on 72 rendered people and 7 real clips
  maxLearnedSpread: 0.033, // [M] a long closure of one rendered person, whose contours spread by 0.034 to 0.054, read as a short one
  maxLidsSpread: 0.08, // [M] 26 rendered people 0.06, one of them 0.13 while moving; a window reflected over the eyes 0.2
  maxYawRangeDegrees: 8, // [I]
  maxPitchRangeDegrees: 10, // [I]
};

const TURN: TurnLimits = {
  onsetDegrees: 8, // [I]
  reachDegrees: 22, // [I] comfortable for most; the relief of a head is clearest beyond
  shortReachDegrees: 10.5, // [M] rendered people who turn by 14 to 16 degrees read as little as 11.5, held; below 15 a person decides
  waverDegrees: 1, // [M] three times the noise of a still head
  maxDegrees: 45, // [R] LIVENESS 8.5
  holdFrames: 3, // [R] LIVENESS 8.5
  oppositeDegrees: 10, // [R] LIVENESS 8.5
  maxBacktrackDegrees: 6, // [I]
  maxDegreesPerSecond: 250, // [R] LIVENESS 8.5
  minIntervalMs: 60, // [I] a frame and the next at 30 a second, each handed over up to half an interval late
  returnDegrees: 8, // [R] LIVENESS 8.5
  gradual: {
    minDegrees: 5, // [I] pictures at rest stay within 2
    marginDegrees: 5, // [I] a picture of a turned head stays within 2
    maxStepDegrees: 27, // [I] a calm turn takes 0.6 s for 30 degrees
    freeChangeDegrees: 3, // [M] at 30 frames a second 99 of 100 frames of rendered heads, and of five real ones in six, stay below
    maxSuddenShare: 0.3, // [M] rendered people 0-0.15 at 11 to 30 frames a second, stills at thirds of the way 0.21-0.98, 253 of 260 above
  },
};

const SHAKE: ShakeLimits = {
  extrema: 3, // [R] LIVENESS 8.5
  extremumDegrees: 8, // [M] LIVENESS 8.5 names 10; shakes of 13 degrees read 11 to 15, less between frames
  legDegrees: 17, // [M] LIVENESS 8.5 names 20
  retreatDegrees: 4, // [I]
  maxDegreesPerSecond: 500, // [I] 25 degrees at 2 Hz peak at 314
  minIntervalMs: 40, // [I] frames at 25 a second; one at 30 that is handed over late
};

/** From this measured rate on, the full choice of actions. [M] All but the double blink are recognised at 12. */
export const FULL_MIN_FPS = 11;

const FRAMES: FrameLimits = {
  minFps: FULL_MIN_FPS,
  maxGapMs: 600, // [M] LIVENESS 8.2 names 150; busy devices stall longer, and `continuity` covers the gap
  maxBlinkGapMs: 300, // [I]
  failGapMs: 2000, // [I]
  maxRestarts: 3, // [I]
  maxPictureDelayMs: 250, // [I] two frames at the lowest rate
  maxBlockedMs: 5000, // [R] LIVENESS 8.2
  maxBlockedInStepMs: 10_000, // [I] two of them
};

const TRACE: TraceLimits = {
  minFps: 9, // [I] below the framing's limit: a device may slow down on the way
  maxFps: 125, // [I]
  maxIntervalMs: 3000, // [I] a page that was hidden for a moment; what moves meanwhile is left to `continuity`
  maxEqualIntervalShare: 0.98, // [I]
  maxRepeatedFrameShare: 0.3, // [M] live 0-0.02; a frozen picture 1
  jumpBase: 0.15, // [M] live clips use a third of the whole allowance, a slideshow 2.5 times
  jumpPer100Ms: 0.5, // [R] LIVENESS 8.5
  maxJump: Number.POSITIVE_INFINITY,
  scaleBase: 0.08, // [M] turns alone reach 0.06 between frames
  scalePer100Ms: 0.15, // [R] LIVENESS 8.5
  maxScale: Number.POSITIVE_INFINITY,
  restDegrees: 4, // [I]
  restFrames: 5, // [I]
  maxRestResidual: 0.022, // [M] the same face 0.005-0.014, p90 of single frames 0.021; another face 0.008-0.027: weak, pixels decide
  minRestOpenness: 0.75, // [M] 0.96-1.04
  maxRestOpenness: 1.3, // [M]
  turnReachDegrees: 15, // [M] below, people come near the relief line and so do more prints
  planarityMinYawDegrees: 9.5, // [I] a degree less than a short turn
  planarityMaxYawDegrees: 40, // [I] as far as the relief was fitted
  planarityFrames: 3, // [R] LIVENESS 8.5
  minRelief: 0.58, // [M] 27 people, each left out of the fit, 0.65 and more; from 15 degrees on 0 of 1,267 views of flat prints, 6 of 5,907 of bent ones; flat ones that begin nearly edge-on and tipped reach 0.8
  maxFlatRelief: 0.25, // [M] half of all prints below 0.06; people left out of the fit 0.39 and more; a real one who makes faces while he turns 0.33 as a median
  rigidityMinYawDegrees: 5, // [I] as `gradual`: whoever shows a turn shows frames in between
  rigidityMarginDegrees: 5, // [I]
  rigidityFrames: 4, // [I]
  maxViewResidual: 0.032, // [M] rendered people 0.010-0.017, two turns of real ones 0.007 and 0.027; stills that fade into one another 0.035-0.080
  maxProportionChange: 0.12, // [M] 45 rendered people up to 0.093; bent photos 0.14-0.18
  minSheetProportionChange: 0.16, // [M] beyond what anybody was seen to reach
  maxProportionWidening: 0.2, // [M] 45 rendered people up to 0.156, in videos much compressed; the rest 0.10
  minRestProportion: 0.7, // [M] 55 rendered people 0.81-0.98, real faces 0.82-1.0; a flat print held 56 degrees aside 0.53-0.62
};

const COVERAGE: CoverageLimits = {
  minFps: FULL_MIN_FPS,
  maxShortfall: 0.1, // [M] frames up to a quarter of an interval off their time: 0.05
  stretchMs: 1500, // [I] busy devices stall for half a second now and then
  maxSuddenPerAngle: 0.04, // [M] rendered people 0-0.04 at 15 frames a second; stills: 3 of 486 sessions with three on each way below, 40 with four
  anglesOfStills: 4, // [M] stills at thirds of the way; a head that shows no more is seen too coarsely
  angleDegrees: 1.5, // [I]
  wayMarginDegrees: 2, // [I]
};

const common = {
  version: POLICY_VERSION,
  rate: 'full',
  gates: GATES,
  baseline: BASELINE,
  eyes: EYES,
  turn: TURN,
  shake: SHAKE,
  nod: NOD,
  mouth: MOUTH,
  frames: FRAMES,
  trace: TRACE,
  coverage: COVERAGE,
} as const;

/** The thresholds for a pace where frames come fast enough; `policyFor` knows the others. */
export const POLICIES: Readonly<Record<Pace, Policy>> = {
  standard: {
    ...common,
    pace: 'standard',
    plan: { ...PLAN, holdShortMs: 800, holdLongMs: [2000, 3200] }, // [I] further apart than a calm reopening takes
    times: STANDARD_TIMES,
  },
  relaxed: {
    ...common,
    pace: 'relaxed',
    plan: { ...PLAN, holdShortMs: 800, holdLongMs: [2400, 4000] }, // [I]
    times: RELAXED_TIMES,
  },
};
