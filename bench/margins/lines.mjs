import { POLICIES } from '../../src/challenge/policy.ts';

/**
 * Every line that somebody may fall on the wrong side of. `threshold` is its path in the policy, `what` the measured value in
 * words, `bound` on which side of the line the value must be; `check` names the check of the trace that it decides, `value`
 * the key of what that check measured. The others are measured by `measure-steps.mjs` under the threshold's path, or under
 * `key` where one threshold bounds two values.
 */
/**
 * @typedef {{threshold: string, key: string, bound: 'most' | 'least', what: string, check?: string, value?: string, at?: number,
 *   shortfall?: boolean}} Line
 */

/** @returns {Line} */
const line = (threshold, bound, what, more = {}) => ({ threshold, key: threshold, bound, what, ...more });
const most = (threshold, what, more) => line(threshold, 'most', what, more);
const least = (threshold, what, more) => line(threshold, 'least', what, more);
const ofCheck = (check, value) => ({ check, value });

export const LINES = [
  least('gates.minInterOcularPx', 'distance of the outer eye corners, px'),
  least('gates.minFaceWidthRatio', 'face width, share of the frame'),
  most('gates.maxFaceWidthRatio', 'face width, share of the frame'),
  most('gates.maxOffCenterX', 'off the middle, share of the width'),
  most('gates.maxOffCenterY', 'off the middle, share of the height'),
  least('gates.minLuma', 'mean luma of the face at rest'),
  most('gates.maxLuma', 'mean luma of the face'),
  most('gates.maxLumaRatio', 'brighter half of the face over the darker, at rest'),
  most('gates.movingLightSlack', 'light that a moving face lacks, factor of the two lines above'),
  most('gates.maxRollDegrees', 'roll at rest, degrees'),
  most('gates.maxNeutralYawDegrees', 'yaw at rest, degrees'),
  most('gates.maxNeutralPitchDegrees', 'pitch at rest, degrees'),

  most('baseline.maxDrift', 'drift of the openness at rest, share'),
  most('baseline.maxSpread', 'spread of the openness at rest, share'),
  least('baseline.minEar', 'eye aspect ratio at rest'),
  least('baseline.minLids', 'opening of the lids at rest, eye widths'),
  most('baseline.maxLidsSpread', 'spread of the lids at rest, share'),
  most('baseline.maxYawRangeDegrees', 'yaw range at rest, degrees'),
  most('baseline.maxPitchRangeDegrees', 'pitch range at rest, degrees'),

  most('eyes.closeBelow', 'openness of shut eyes, lowest, less maxRaise as far as it holds for them'),
  most('eyes.reopenAbove', 'openness while eyes are held shut, highest', { key: 'eyes.reopenAbove shut' }),
  least('eyes.reopenAbove', 'openness of reopened eyes, median'),
  most('eyes.looksOpenAbove', 'look of eyes that are held shut, highest', {
    key: 'eyes.looksOpenAbove shut',
  }),
  least('eyes.looksOpenAbove', 'look of reopened eyes, median'),
  most('eyes.deepBelow', 'openness of shut eyes, lowest, less maxRaise as far as it holds for them'),
  least('eyes.closedMs', 'length of a closure, ms'),
  most('eyes.maxWinkMs', 'one eye open in a closure, share of what is allowed', { at: 1 }),
  most('eyes.maxDoubtMs', 'eyes that look shut and are open in a closure, share of what is allowed', {
    at: 1,
  }),
  most('eyes.maxYawDegrees', 'yaw in a closure, degrees'),
  most('eyes.maxPitchDegrees', 'pitch in a closure, degrees'),
  most('eyes.otherActionYawDegrees', 'yaw in a step of the eyes, degrees'),
  most('eyes.otherActionPitchDegrees', 'pitch in a step of the eyes, degrees'),
  most('eyes.blinkPitchDegrees', 'pitch from the prompt on while blinking twice, degrees'),

  least('turn.shortReachDegrees', 'reach of a turn that is held, degrees'),
  most('turn.maxDegrees', 'reach of a turn that is held, degrees'),
  least('turn.holdFrames', 'frames at the reach'),
  most('turn.oppositeDegrees', 'yaw to the other side before a turn is over, degrees'),
  most('turn.maxBacktrackDegrees', 'falling back on the way out, degrees'),
  most('turn.maxDegreesPerSecond', 'speed of a turn, degrees a second'),
  most('turn.returnDegrees', 'yaw after a turn, degrees'),
  least('turn.gradual.minDegrees', 'furthest frame on the way that is not yet there, degrees'),
  most('turn.gradual.maxStepDegrees', 'furthest from frame to frame, degrees'),
  most('turn.gradual.maxSuddenShare', 'share of a way made suddenly'),

  least('shake.extrema', 'extrema of a shake'),
  least('shake.extremumDegrees', 'smallest extremum of a shake, degrees'),
  least('shake.legDegrees', 'smallest leg of a shake, degrees'),
  most('shake.maxDegreesPerSecond', 'speed of a shake, degrees a second'),

  least('nod.nods', 'nods that are deep enough'),
  least('nod.reachDegrees', 'depth of the less deep nod, degrees'),
  most('nod.maxDegrees', 'depth of the deepest nod, degrees'),
  most('nod.maxYawDegrees', 'yaw while the chin is lowered, degrees'),
  most('nod.restDegrees', 'pitch after the nods, degrees'),
  most('nod.maxDegreesPerSecond', 'speed of a nod, degrees a second'),
  least('nod.minDegrees', 'furthest frame on the way that is not yet there, degrees'),
  most('nod.maxSuddenShare', 'share of both ways made suddenly'),

  least('mouth.reach', 'furthest that the mouth is open, of what is asked of this person', { at: 1 }),
  least('mouth.minShare', 'furthest frame on the way that is not yet there, share of the furthest'),

  most('frames.maxGapMs', 'time without a good frame, ms'),
  most('frames.maxBlinkGapMs', 'the same in a double blink, ms'),
  most('frames.failGapMs', 'time without a frame, ms'),
  most('frames.maxPictureDelayMs', 'named picture after its instant, ms'),
  most('frames.maxBlockedMs', 'time that gates block in a row, ms'),
  most('frames.maxBlockedInStepMs', 'time that gates block in a step, ms'),

  least('trace.minFps', 'frames a second', ofCheck('frame_rate', 'fps')),
  most('trace.maxFps', 'frames a second', ofCheck('frame_rate', 'fps')),
  most('trace.maxIntervalMs', 'longest interval, ms', ofCheck('frame_gap', 'longestMs')),
  most('trace.maxEqualIntervalShare', 'share of equal intervals', ofCheck('cadence', 'equalShare')),
  most('trace.maxRepeatedFrameShare', 'share of repeated frames', ofCheck('stillness', 'repeatedShare')),
  most('trace.jumpBase', 'jump of the face, share of what is allowed', {
    ...ofCheck('continuity', 'jump'),
    at: 1,
  }),
  most('trace.scaleBase', 'change of size, share of what is allowed', {
    ...ofCheck('continuity', 'resize'),
    at: 1,
  }),
  most('trace.maxRestResidual', 'residual at rest, eye distances', ofCheck('same_shape', 'residual')),
  least('trace.minRestOpenness', 'openness at rest', ofCheck('same_eyes', 'openness')),
  most('trace.maxRestOpenness', 'openness at rest', ofCheck('same_eyes', 'openness')),
  least('trace.turnReachDegrees', 'reach of a turn, third frame, degrees', ofCheck('turn_reach', 'degrees')),
  least('trace.minRelief', "share of a head's relief", ofCheck('planarity', 'relief')),
  least('trace.maxFlatRelief', "share of a head's relief", ofCheck('planarity', 'relief')),
  most('trace.maxViewResidual', 'residual of a solid head, eye distances', ofCheck('rigidity', 'residual')),
  most('trace.maxProportionChange', 'narrowing of a turned face, share', ofCheck('proportions', 'change')),
  most(
    'trace.minSheetProportionChange',
    'narrowing of a turned face, share',
    ofCheck('proportions', 'change'),
  ),
  most('trace.maxProportionWidening', 'widening of a turned face, share', ofCheck('proportions', 'widening')),
  least(
    'trace.minRestProportion',
    'eye corners over forehead to nose, at rest',
    ofCheck('proportions', 'atRest'),
  ),

  least('coverage.minFps', 'looks a second in the slowest stretch', {
    key: 'coverage.slowestFps',
    shortfall: true,
  }),
  most(
    'coverage.maxSuddenPerAngle',
    'share of a way made suddenly, for each angle it was seen at beyond four',
  ),

  most('times.windowMs', 'from prompt to end, ms'),
  most('times.neutralWindowMs', 'from the neutral prompt to its end, ms'),
  most('times.maxOnsetMs', 'from prompt to answer, ms'),
  least('times.minReactionMs', 'from prompt to answer, ms'),
  least('times.blinkMaxMs', 'length of a closure that is held, ms'),
  least('times.reopenMinMs', 'from tone to open eyes, ms'),
  most('times.reopenMaxMs', 'from tone to open eyes, ms'),
  most('times.doubleBlinkMaxMs', 'length of a blink, ms'),
  least('times.doubleBlinkMinApartMs', 'from blink to blink, ms'),
  most('times.doubleBlinkMaxApartMs', 'from blink to blink, ms'),
  least('times.thirdBlinkMs', 'from the second blink to a third, ms'),
  most('times.otherClosureMs', 'longest closure while a head is to move, ms'),
  least('times.shortTurnHoldMs', 'time at the reach, ms'),
  most('times.returnMs', 'from the end of the hold to rest, ms'),
  least('times.shakeLegMinMs', 'shortest leg of a shake, ms'),
  most('times.shakeLegMaxMs', 'longest leg of a shake, ms'),
  most('times.shakeMaxMs', 'length of a shake, ms'),
  most('times.nodDownMaxMs', 'length of a nod, ms'),
  most('times.nodMaxMs', 'from the first nod to rest, ms'),
  least('times.mouthHoldMs', 'time for which the mouth is kept open, ms'),
  most('times.otherTurnMs', 'longest to one side in a shake, ms'),
];

/** Thresholds of which nobody can fall on the wrong side, and why. A test holds the two lists against the policy. */
export const NO_LINES = {
  'eyes.closedFrames':
    'when a closure is certain that no single frame shows clearly: deepBelow decides whether it counts',
  'eyes.steadySpreads': 'whose lines of closing are raised, for closeBelow and deepBelow',
  'eyes.maxRaise': 'by how much, for closeBelow and deepBelow',
  'eyes.winkAbove': 'what counts as one eye open, for maxWinkMs',
  'eyes.maxWinkShare': 'part of what is allowed, for maxWinkMs',
  'eyes.looksShutBelow': 'from when on a closure is counted, for doubleBlinkMaxMs and maxDoubtMs',
  'eyes.maxDoubtShare': 'part of what is allowed, for maxDoubtMs',
  'baseline.minLearned': 'whose look counts, for looksOpenAbove: without it the contours alone decide',
  'baseline.maxLearnedSpread': 'whose look counts, for looksOpenAbove',
  'eyes.reopenedFrames': 'when it is certain that eyes are open again',
  'turn.reachDegrees': 'what is aimed at: a turn that stays below is held longer',
  'times.turnHoldMs': 'how long a turn that reaches its aim is held',
  'turn.minIntervalMs': 'how far apart frames count at least, for maxDegreesPerSecond',
  'shake.minIntervalMs': 'the same of a shake',
  'nod.minIntervalMs': 'the same of a nod',
  'turn.waverDegrees': 'what counts as held, for shortReachDegrees',
  'turn.onsetDegrees': 'when a turn begins: what does not reach it is no turn yet',
  'turn.gradual.marginDegrees': 'what counts as there, for minDegrees and maxSuddenShare',
  'turn.gradual.freeChangeDegrees': 'what counts as sudden, for maxSuddenShare',
  'shake.retreatDegrees': 'when an extremum is past',
  'nod.onsetDegrees': 'when a nod begins: what does not reach it is no nod yet',
  'nod.marginDegrees': 'what counts as there, for minDegrees',
  'nod.freeChangeDegrees': 'what counts as sudden, for maxSuddenShare',
  'mouth.shutShare': 'when the mouth is shut again',
  'mouth.keptShare': 'what counts as kept open, for mouthHoldMs',
  'mouth.steadySpreads': 'part of the line of reach',
  'mouth.marginShare': 'what counts as there, for minShare',
  'plan.actions': 'what is asked',
  'plan.choice': 'what is asked',
  'plan.further': 'what is asked',
  'plan.without': 'what is asked',
  'plan.doubleBlinkMinFps': 'what is asked',
  'plan.pauseMinMs': 'what is asked',
  'plan.pauseMaxMs': 'what is asked',
  'plan.neutralPauseMs': 'what is asked',
  'plan.holdShortMs': 'what is asked',
  'plan.holdLongMs': 'what is asked',
  'plan.captureMinMs': 'what is asked',
  'plan.captureSpanMs': 'what is asked',
  'frames.minFps': 'which profile is taken: framing says so before there is a session',
  'frames.maxRestarts': 'how often a gap may break an action off, for maxGapMs',
  'trace.jumpPer100Ms': 'part of what is allowed, for jumpBase',
  'trace.maxJump': 'part of what is allowed, for jumpBase',
  'trace.scalePer100Ms': 'part of what is allowed, for scaleBase',
  'trace.maxScale': 'part of what is allowed, for scaleBase',
  'trace.restDegrees': 'which frames are at rest, for maxRestResidual and the openness at rest',
  'trace.restFrames': 'which steps have enough of them',
  'trace.planarityMinYawDegrees': 'which frames are judged for flatness',
  'trace.planarityMaxYawDegrees': 'which frames are judged for flatness',
  'trace.planarityFrames': 'how many of them',
  'trace.rigidityMinYawDegrees': 'which frames are on the way, for maxViewResidual and maxProportionChange',
  'trace.rigidityMarginDegrees': 'which frames are on the way',
  'trace.rigidityFrames': 'from how many on the worst does not count',
  'coverage.maxShortfall': 'part of the line of minFps',
  'coverage.stretchMs': 'which stretches are judged, for minFps',
  'coverage.anglesOfStills': 'part of the line of maxSuddenPerAngle',
  'coverage.wayMarginDegrees': 'what counts as on the way, for maxSuddenPerAngle',
  'coverage.angleDegrees': 'what counts as another angle, for maxSuddenPerAngle',
  'times.baselineMs': 'how long the rest is looked at',
  'times.baselineFrames': 'how long the rest is looked at',
  'times.mouthSettleMs': 'how long the mouth must be shut to be so',
  'times.nodSettleMs': 'how long the head must be at rest for a nod to be over',
  'times.shakeSettleMs': 'how long the head must be at rest for a shake to be over',
};

/** Paths of everything in a policy that is a threshold: numbers and lists, not names. */
export function thresholdsOf(policy = POLICIES.standard) {
  const paths = (value, path) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, each]) => paths(each, [...path, key]))
      : typeof value === 'string'
        ? []
        : [path.join('.')];
  return paths(policy, []);
}

/** Where the line of a row lies under this policy. @param {Line} line */
export function lineAt({ threshold, at, shortfall }, policy) {
  if (at !== undefined) return at;
  const value = threshold.split('.').reduce((part, key) => part[key], policy);
  return shortfall ? value * (1 - policy.coverage.maxShortfall) : value;
}

/** Whether a value is on the wrong side; what was not measured is on none. @param {Pick<Line, 'bound'>} line */
export const isBeyond = ({ bound }, value, at) =>
  value !== null && (bound === 'most' ? value > at : value < at);
