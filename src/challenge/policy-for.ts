import type { Action, Without } from '../protocol/challenge.ts';
import { MOVES } from './plan-limits.ts';
import { FULL_MIN_FPS, type Pace, POLICIES, type Policy } from './policy.ts';
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
      maxIntervalMs: 4000, // [I]
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

/** Frames a second below which no live-face check is possible. */
export const MIN_FPS = SLOW_POLICIES.standard.frames.minFps;

export interface PolicyRequest {
  readonly pace: Pace;
  /**
   * Processed frames a second, measured while framing, as it goes into the challenge request: both sides choose by this
   * very number, once a challenge.
   */
  readonly measuredFps: number;
  /** Actions that the client knows, see `actionsInCommon`; besides the core ones no others are drawn. Default none. */
  readonly actions?: readonly Action[];
  /** What the person asked to be spared. Default nothing. */
  readonly without?: Without | null;
}

/**
 * The thresholds for one challenge: the full profile from 11 frames a second on, the slow one below. Whether the trace
 * is as fast as was claimed is for its check `frame_rate`.
 * @example
 * ```ts
 * import { policyFor } from 'family-auth/verify';
 *
 * policyFor({ pace: 'standard', measuredFps: 24 }).rate; // → 'full'
 * policyFor({ pace: 'relaxed', measuredFps: 6 }).rate; // → 'slow'
 * ```
 */
export function policyFor({ pace, measuredFps, actions = [], without = null }: PolicyRequest): Policy {
  const policy = measuredFps >= FULL_MIN_FPS ? POLICIES[pace] : SLOW_POLICIES[pace];
  return choosingFrom(actions, without, policy);
}

/** One object for each choice: what is drawn from it is worked out once. */
const narrowed = new WeakMap<Policy, Map<string, Policy>>();

function choosingFrom(actions: readonly Action[], without: Without | null, policy: Policy): Policy {
  const choice = policy.plan.choice.filter(
    (action) =>
      (!policy.plan.further.includes(action) || actions.includes(action)) && !isSpared(action, without),
  );
  if (choice.length === policy.plan.choice.length) return policy;
  const known = narrowed.get(policy) ?? new Map<string, Policy>();
  narrowed.set(policy, known);
  const same = known.get(choice.join());
  if (same) return same;
  const made: Policy = {
    ...policy,
    ...(without === 'eyes' ? leavingEyesAside(policy) : {}),
    plan: { ...policy.plan, choice, without },
  };
  known.set(choice.join(), made);
  return made;
}

const isSpared = (action: Action, without: Without | null): boolean =>
  without !== null && MOVES[action] !== 'mouth' && (MOVES[action] === 'eyes') === (without === 'eyes');

/** Eyes that are not asked to close need not be told open from closed: no lid and no reflection ends a step. */
const leavingEyesAside = ({ baseline, times }: Policy): Pick<Policy, 'baseline' | 'times'> => ({
  baseline: {
    ...baseline,
    minEar: 0.01, // [I] above 0: openness is a share of it
    maxDrift: Number.POSITIVE_INFINITY,
    maxSpread: Number.POSITIVE_INFINITY,
  },
  times: { ...times, otherClosureMs: Number.POSITIVE_INFINITY },
});
