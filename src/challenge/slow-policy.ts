import { type Pace, POLICIES, type Policy } from './policy.ts';
import type { StepTimes } from './policy-times.ts';

/**
 * Frames 150 to 450 ms apart: software WebGL, old telephones. Marks as in `policy.ts`.
 *
 * Whoever throttles a device gets this too, so it asks for more where it sees less: turns that are seen
 * on their way, and limits to how far a face may be from one frame to the next however long that takes.
 */
function slowPolicy(pace: Pace, holdLongMs: number, times: Partial<StepTimes>): Policy {
  const full = POLICIES[pace];
  return {
    ...full,
    rate: 'slow',
    eyes: {
      ...full.eyes,
      maxWinkMs: 450, // [I] one frame: behind glasses eyes do not always open together
    },
    turn: {
      ...full.turn,
      onsetDegrees: 6, // [I] earlier than at full rate, to see a turn on its way
      maxDegreesPerSecond: 150, // [M] people in the clips reach 80
      gradual: {
        ...full.turn.gradual,
        maxSuddenShare: Number.POSITIVE_INFINITY, // [M] at 4 frames a second people 0.19-0.52, stills 0.21-0.73
      },
    },
    plan: {
      ...full.plan,
      choice: ['hold_short', 'hold_long', 'turn_left', 'turn_right'], // a shake at 1 Hz needs frames 125 ms apart
      pauseMinMs: 700, // [I] three frames
      pauseMaxMs: 1700, // [I]
      holdLongMs: [holdLongMs],
    },
    frames: {
      ...full.frames,
      minFps: 3.5, // [I]
      maxGapMs: 900, // [I]
      failGapMs: 3000, // [I]
      maxPictureDelayMs: 675, // [I] one and a half intervals of 450 ms
    },
    trace: {
      ...full.trace,
      minFps: 2.8, // [I] below the framing's limit: a device may slow down on the way
      maxFps: 22, // [I] twice the rate from which the full profile holds: this is no slow device
      maxGapMs: 4000, // [I]
      maxJump: 0.8, // [M] from rest to a turn of 30 degrees 0.73
      maxScale: 0.35, // [I]
      restFrames: 4, // [I]
    },
    times: { ...full.times, ...COMMON_TIMES, ...times },
  };
}

const COMMON_TIMES: Partial<StepTimes> = {
  baselineMs: 2200, // [I]
  baselineFrames: 8, // [I] 2.3 s at 3.5 frames a second
  blinkMaxMs: 800, // [I] a blink of 300 ms and one interval
  reopenMinMs: 200, // [I]
  turnHoldMs: 400, // [I]
  shortTurnHoldMs: 800, // [I]
};

export const SLOW_POLICIES: Readonly<Record<Pace, Policy>> = {
  standard: slowPolicy('standard', 3000, {
    windowMs: 14000, // [I]
    neutralWindowMs: 20000, // [I]
    maxOnsetMs: 7000, // [I] time for a second turn where the first was too fast
    reopenMaxMs: 2000, // [I] the tone itself comes one frame late, and the opening is seen one frame late
    otherClosureMs: 1300, // [I]
    returnMs: 6000, // [I]
  }),
  relaxed: slowPolicy('relaxed', 3400, {
    windowMs: 18000, // [I]
    neutralWindowMs: 25000, // [I]
    maxOnsetMs: 9000, // [I]
    reopenMaxMs: 2500, // [I]
    otherClosureMs: 1600, // [I]
    returnMs: 8000, // [I]
  }),
};
