import { faceChecks } from '../../src/challenge/face-checks.ts';
import { baselineOf } from '../../src/signals/baseline.ts';
import { measure } from '../../src/signals/measure.ts';
import { median } from '../../src/signals/portable-math.ts';
import { proportionOf } from '../../src/signals/proportion.ts';
import { reliefOf } from '../../src/signals/relief.ts';
import { traceFrameOf } from '../../src/signals/trace-frame.ts';
import { renderPrint } from './render-print.mjs';

const STRAIGHT = { tipDegrees: 0, leanDegrees: 0 };
/** A camera that looks at the print from below, from above, and is itself held aslant. */
const TIPPED = [
  { tipDegrees: 16, leanDegrees: 0 },
  { tipDegrees: -16, leanDegrees: 0 },
  { tipDegrees: 12, leanDegrees: 8 },
  { tipDegrees: -12, leanDegrees: -8 },
];
/** Each print, and the ways in which it is held. */
const SHEETS = [
  { bend: 0, skewDegrees: 0, holds: [STRAIGHT, ...TIPPED] },
  ...[0.5, 1, 1.8, 2.4].map((bend) => ({ bend, skewDegrees: 0, holds: [STRAIGHT] })),
  { bend: 1.4, skewDegrees: 0, holds: [STRAIGHT, ...TIPPED] },
  ...[1, 1.7].map((bend) => ({ bend, skewDegrees: 25, holds: [STRAIGHT] })),
];
/** To one side, then to the other. */
const TURNS = [0, 12, 20, 32, 44, 56];

/**
 * Every print of one face, each as the landmark model sees it at every turn and however it is held, compared with itself at
 * every other one: as a session would, which may begin with the print held aside, or tipped.
 *
 * @returns {Promise<{bend: number, restDegrees: number, turnDegrees: number, readDegrees: number, relief: number,
 *   passes: boolean}[]>} `passes`: on a head's side of the relief's line, and all that is asked of a turn is fulfilled on its way
 */
export async function measurePrints(detector, picture, policy, random) {
  const found = await detector.detectStill({ ...picture, timestampMs: 0 });
  if (found.kind !== 'face') return [];
  const face = placeOf(found.face.points);
  const pairs = [];
  for (const sheet of SHEETS) {
    const views = await viewsOf(detector, picture, face, sheet, random);
    for (const rest of views) {
      if (!restsWithin(policy.gates, rest.signals)) continue;
      const baseline = baselineOf([rest], policy.baseline);
      for (const view of views) {
        const readDegrees = view.signals.yawDegrees - rest.signals.yawDegrees;
        if (view === rest || readDegrees === 0) continue;
        const relief = reliefOf(view.face, baseline, readDegrees);
        pairs.push({
          bend: sheet.bend,
          restDegrees: rest.turnDegrees,
          turnDegrees: view.turnDegrees,
          readDegrees: Math.abs(readDegrees),
          relief,
          passes: relief >= policy.trace.minRelief && passesAsTurn({ rest, view, views, baseline }, policy),
        });
      }
    }
  }
  return pairs;
}

/**
 * Whether the print passes for a head that turns from rest to this view, as the backend judges it, where it is held on the
 * way as at the beginning or as at the end.
 */
function passesAsTurn({ rest, view, views, baseline }, policy) {
  if (proportionOf(baseline.template) < policy.trace.minRestProportion) return false;
  const [from, to] = [rest.turnDegrees, view.turnDegrees].sort((a, b) => a - b);
  const action = view.signals.yawDegrees > rest.signals.yawDegrees ? 'turn_left' : 'turn_right';
  return [rest.hold, view.hold].some((hold) => {
    const onTheWay = views.filter(
      (each) => each.hold === hold && each.turnDegrees > from && each.turnDegrees < to,
    );
    const held = Array.from({ length: policy.trace.planarityFrames }, () => view);
    const faces = [[...onTheWay, ...held].map(({ face }) => face)];
    const checks = faceChecks({ steps: [{ action, outcome: 'done' }], faces, baseline }, policy);
    return checks.every(
      ({ name, passed, detail }) => passed || !OF_A_TURN.includes(name) || detail.judged === 0,
    );
  });
}

/** What could not be judged, for want of views on the way, is let pass: a video has as many as it likes. */
const OF_A_TURN = ['planarity', 'rigidity', 'proportions'];

const restsWithin = (gates, { yawDegrees, pitchDegrees, rollDegrees }) =>
  Math.abs(yawDegrees) <= gates.maxNeutralYawDegrees &&
  Math.abs(pitchDegrees) <= gates.maxNeutralPitchDegrees &&
  Math.abs(rollDegrees) <= gates.maxRollDegrees;

async function viewsOf(detector, picture, face, sheet, random) {
  const { bend, skewDegrees, holds } = sheet;
  const views = [];
  for (const hold of holds) {
    for (const side of [1, -1]) {
      detector.reset();
      for (const degrees of side > 0 ? TURNS : TURNS.slice(1)) {
        const turnDegrees = degrees * side;
        const image = renderPrint(picture, face, { bend, skewDegrees, ...hold, turnDegrees }, random);
        const frame = traceFrameOf(await detector.detectPixels({ ...image, timestampMs: 0 }), 0);
        if (frame.kind === 'face') views.push({ turnDegrees, hold, face: frame, signals: measure(frame) });
      }
    }
  }
  return views;
}

/** Width of the face and its middle, in pixels of the picture. */
function placeOf(points) {
  const at = (index) => [points[index * 3], points[index * 3 + 1]];
  const [right, left, top, chin] = [at(234), at(454), at(10), at(152)];
  return {
    widthPx: Math.hypot(left[0] - right[0], left[1] - right[1]),
    x: (left[0] + right[0]) / 2,
    y: (top[1] + chin[1]) / 2,
  };
}

/** Of the pairs that read as a turn in one band: how many lie beyond the line of the relief, the middle relief and the most. */
export function reliefIn(pairs, { minRelief }) {
  const reliefs = pairs.map(({ relief }) => relief);
  return {
    pairs: pairs.length,
    beyond: reliefs.filter((relief) => relief >= minRelief).length,
    median: reliefs.length > 0 ? median(reliefs) : null,
    most: reliefs.reduce((most, relief) => Math.max(most, relief), Number.NEGATIVE_INFINITY),
  };
}
