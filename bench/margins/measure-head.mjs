import { ownEyeLimits } from '../../src/challenge/eye-state.ts';
import { nodGradualnessOf } from '../../src/challenge/nod-action.ts';
import { keptOpenMs, seenOnTheWay } from '../../src/challenge/open-mouth-action.ts';
import { degreesPerSecond } from '../../src/challenge/sighting.ts';
import { gradualnessOf, shareOfAim } from '../../src/challenge/turn-action.ts';

/** A turn, a shake or a nod: how far the head went, how fast, how long. */
export function measureHead(each, policy, sheet) {
  const { seen, state } = each;
  const { shownAtMs } = state.clock;
  if (shownAtMs === null) return;
  if (state.action.kind === 'nod') return measureNod(each, policy, sheet);
  const sightings = seen.map(({ relative }) => ({
    timestampMs: relative.timestampMs,
    degrees: relative.yawDegrees * (state.action.side ?? 1),
  }));
  const early = sightings.filter(({ timestampMs }) => timestampMs < shownAtMs + policy.times.minReactionMs);
  const moved = sightings.slice(early.length);
  if (state.action.kind === 'shake') return measureShake(moved, policy, sheet);
  for (const { degrees } of early) sheet.most('turn.oppositeDegrees', Math.abs(degrees));
  measureTurn(moved, policy, sheet);
}

function measureTurn(path, { turn, times }, sheet) {
  if (path.length === 0) return;
  const furthest = Math.max(...path.map(({ degrees }) => degrees));
  const hold = heldReach(path, times.shortTurnHoldMs, turn.holdFrames);
  sheet.least('turn.shortReachDegrees', hold?.degrees ?? furthest);
  sheet.most('turn.maxDegrees', hold?.degrees ?? furthest);
  const there = path.filter(({ degrees }) => degrees >= turn.shortReachDegrees);
  sheet.least('turn.holdFrames', there.length);
  sheet.least(
    'times.shortTurnHoldMs',
    there.length > 0 ? there.at(-1).timestampMs - there[0].timestampMs : 0,
  );
  const peak = path.findIndex(({ degrees }) => degrees === furthest);
  const back = hold ? path.slice(hold.to) : path.slice(peak);
  for (const { degrees } of path.slice(0, hold?.to ?? peak)) sheet.most('turn.oppositeDegrees', -degrees);
  sheet.most('turn.maxBacktrackDegrees', fallingBack(path.slice(0, hold?.from ?? peak)));
  for (const [before, at] of pairs(path)) {
    sheet.most('turn.gradual.maxStepDegrees', Math.abs(at.degrees - before.degrees));
    sheet.most('turn.maxDegreesPerSecond', degreesPerSecond(before, at, turn.minIntervalMs));
  }
  const share = shareOfAim(path, turn);
  const returned = back.find(({ degrees }) => degrees <= turn.returnDegrees * share);
  if (share > 0) sheet.most('turn.returnDegrees', Math.min(...back.map(({ degrees }) => degrees)) / share);
  if (!returned) return;
  sheet.most('times.returnMs', returned.timestampMs - back[0].timestampMs);
  const begun = path.findIndex(({ degrees }) => degrees >= turn.onsetDegrees);
  if (begun < 0) return;
  const turned = path.slice(Math.max(0, begun - 2), path.indexOf(returned) + 1);
  const { onTheWayDegrees, suddenShare } = gradualnessOf(turned, turn);
  sheet.least('turn.gradual.minDegrees', onTheWayDegrees);
  sheet.most('turn.gradual.maxSuddenShare', suddenShare);
}

/** The furthest that is kept up for so long and so many frames. */
function heldReach(path, holdMs, holdFrames) {
  let held = null;
  for (let from = 0; from < path.length; from++) {
    const to = path.findIndex(
      ({ timestampMs }, at) => at >= from + holdFrames - 1 && timestampMs - path[from].timestampMs >= holdMs,
    );
    if (to < 0) break;
    const degrees = Math.min(...path.slice(from, to + 1).map((at) => at.degrees));
    if (!held || degrees > held.degrees) held = { degrees, from, to };
  }
  return held;
}

function fallingBack(way) {
  let [furthest, fallen] = [0, 0];
  for (const { degrees } of way) {
    furthest = Math.max(furthest, degrees);
    fallen = Math.max(fallen, furthest - degrees);
  }
  return fallen;
}

function measureShake(path, { shake }, sheet) {
  const extrema = extremaOf(path, shake);
  const good = extrema.filter(({ degrees }) => Math.abs(degrees) >= shake.extremumDegrees);
  sheet.least('shake.extrema', good.length);
  for (const [before, at] of pairs(path))
    sheet.most('shake.maxDegreesPerSecond', degreesPerSecond(before, at, shake.minIntervalMs));
  sheet.most('times.otherTurnMs', longestAside(path, shake.extremumDegrees));
  const runs = extrema.slice(shake.extrema - 1).map((_, from) => extrema.slice(from, from + shake.extrema));
  const least = (run) => Math.min(...run.map(({ degrees }) => Math.abs(degrees)));
  const best = runs.sort((a, b) => least(b) - least(a))[0];
  if (!best) return;
  sheet.least('shake.extremumDegrees', least(best));
  for (const [before, at] of pairs(best)) {
    sheet.least('shake.legDegrees', Math.abs(at.degrees - before.degrees));
    sheet.least('times.shakeLegMinMs', at.timestampMs - before.timestampMs);
    sheet.most('times.shakeLegMaxMs', at.timestampMs - before.timestampMs);
  }
  sheet.most('times.shakeMaxMs', extrema.at(-1).timestampMs - extrema[0].timestampMs);
}

/** Furthest points to either side in turn, each left again by as much as makes one past. */
function extremaOf(path, { retreatDegrees }) {
  const extrema = [];
  let furthest = null;
  for (const at of path) {
    const isFurther =
      furthest === null ||
      (Math.sign(at.degrees) === Math.sign(furthest.degrees) &&
        Math.abs(at.degrees) > Math.abs(furthest.degrees));
    if (isFurther) furthest = at;
    else if (Math.abs(at.degrees - furthest.degrees) >= retreatDegrees) {
      if (extrema.at(-1) !== furthest) extrema.push(furthest);
      if (Math.sign(at.degrees) !== Math.sign(furthest.degrees)) furthest = at;
    }
  }
  return extrema;
}

function longestAside(path, asideDegrees) {
  let [longestMs, since] = [0, null];
  for (const at of path) {
    const side = Math.abs(at.degrees) >= asideDegrees ? Math.sign(at.degrees) : 0;
    if (side === 0 || side !== since?.side) since = side === 0 ? null : { side, atMs: at.timestampMs };
    if (since) longestMs = Math.max(longestMs, at.timestampMs - since.atMs);
  }
  return longestMs;
}

function measureNod({ seen, state, endedAtMs }, { nod, times }, sheet) {
  const { shownAtMs } = state.clock;
  const path = seen
    .filter(({ signals }) => signals.timestampMs >= shownAtMs + times.minReactionMs)
    .map(({ relative: { timestampMs, yawDegrees, pitchDegrees } }) => ({
      timestampMs,
      yawDegrees,
      degrees: -pitchDegrees,
    }));
  for (const { relative } of seen) sheet.most('eyes.otherActionYawDegrees', Math.abs(relative.yawDegrees));
  for (const [before, at] of pairs(path))
    sheet.most('nod.maxDegreesPerSecond', degreesPerSecond(before, at, nod.minIntervalMs));
  const nods = lowered(path, nod.onsetDegrees);
  const depthOf = ([from, to]) => Math.max(0, ...path.slice(from, to).map(({ degrees }) => degrees));
  const deepest = nods.sort((a, b) => depthOf(b) - depthOf(a)).slice(0, nod.nods);
  sheet.least('nod.nods', nods.filter((each) => depthOf(each) >= nod.reachDegrees).length);
  sheet.least('nod.reachDegrees', deepest.length < nod.nods ? 0 : depthOf(deepest.at(-1)));
  if (deepest.length > 0) sheet.most('nod.maxDegrees', depthOf(deepest[0]));
  for (const [from, to] of deepest) {
    for (const { yawDegrees } of path.slice(from, to)) sheet.most('nod.maxYawDegrees', Math.abs(yawDegrees));
    sheet.most(
      'times.nodDownMaxMs',
      path[Math.min(to, path.length - 1)].timestampMs - path[from].timestampMs,
    );
    const { onTheWayDegrees, suddenShare } = nodGradualnessOf(path.slice(Math.max(0, from - 2), to + 1), nod);
    sheet.least('nod.minDegrees', onTheWayDegrees);
    sheet.most('nod.maxSuddenShare', suddenShare);
  }
  if (deepest.length < nod.nods) return;
  const after = path.slice(Math.max(...deepest.map(([, to]) => to)));
  sheet.most(
    'nod.restDegrees',
    after.length > 0 ? Math.min(...after.map(({ degrees }) => Math.abs(degrees))) : depthOf(deepest[0]),
  );
  sheet.most('times.nodMaxMs', endedAtMs - path[Math.min(...deepest.map(([from]) => from))].timestampMs);
}

/** Stretches of a path below the onset: from the first frame to the one after the last. */
function lowered(path, onsetDegrees) {
  const stretches = [];
  for (const [at, { degrees }] of path.entries()) {
    if (degrees < onsetDegrees) continue;
    if (stretches.at(-1)?.[1] === at) stretches.at(-1)[1] = at + 1;
    else stretches.push([at, at + 1]);
  }
  return stretches;
}

const pairs = (list) => list.slice(1).map((each, at) => [list[at], each]);

/** How far a mouth was opened, for how long, and what was seen of its way; of the opening that was furthest. */
export function measureMouth({ seen, state }, { times }, sheet) {
  const { clock, policy } = state;
  if (clock.shownAtMs === null) return;
  const { mouth } = policy; // the person's own
  const path = seen
    .filter(({ signals }) => signals.timestampMs >= clock.shownAtMs + times.minReactionMs)
    .map(({ relative: { timestampMs, mouthOpening } }) => ({ timestampMs, opening: mouthOpening ?? 0 }));
  if (path.length === 0) return;
  sheet.least('mouth.reach', Math.max(0, ...path.map(({ opening }) => opening)) / mouth.reach);
  sheet.least('mouth.minShare', seenOnTheWay(path, mouth));
  sheet.least('times.mouthHoldMs', keptOpenMs(path, mouth));
}

/** Eyes that shut, or seem to, while something else was asked. */
export function measureOtherClosure({ seen, baseline }, policy, sheet) {
  const eyes = ownEyeLimits(policy.eyes, baseline);
  let [sinceMs, longestMs] = [null, 0];
  for (const { relative } of seen) {
    const isPosed =
      Math.abs(relative.yawDegrees) > eyes.maxYawDegrees ||
      Math.abs(relative.pitchDegrees) > eyes.maxPitchDegrees;
    if (isPosed || relative.openness > (sinceMs === null ? eyes.closeBelow : eyes.reopenAbove))
      sinceMs = null;
    else sinceMs ??= relative.timestampMs;
    if (sinceMs !== null) longestMs = Math.max(longestMs, relative.timestampMs - sinceMs);
  }
  sheet.most('times.otherClosureMs', longestMs);
}
