import type { Baseline } from '../signals/baseline.ts';
import { measure } from '../signals/measure.ts';
import { median } from '../signals/median.ts';
import { planarityOf } from '../signals/planarity.ts';
import { proportionOf } from '../signals/proportion.ts';
import { STEPS_PER_PIXEL } from '../signals/quantize.ts';
import { type RelativeSignals, relativeSignals } from '../signals/relative.ts';
import type { TraceFace } from '../signals/trace-frame.ts';
import { viewResidualPx } from '../signals/view-residual.ts';
import type { Check } from './check.ts';
import type { Policy, TraceLimits } from './policy.ts';
import type { StepsReplay } from './replay-steps.ts';

interface Seen {
  readonly face: TraceFace;
  readonly signals: RelativeSignals;
}

/** The checks of the person against their own baseline. All fail where there is no baseline. */
export function faceChecks({ steps, faces, baseline }: StepsReplay, policy: Policy): Check[] {
  if (!baseline) {
    return (['same_shape', 'same_eyes', 'planarity', 'rigidity', 'proportions'] as const).map((name) => ({
      name,
      passed: false,
      detail: {},
    }));
  }
  const seen = faces.map((each) =>
    each.map((face): Seen => ({ face, signals: relativeSignals(measure(face), baseline) })),
  );
  const turns = seen.filter((_, index) => {
    const { action, outcome } = steps[index]!;
    return outcome === 'done' && (action === 'turn_left' || action === 'turn_right');
  });
  return [
    sameShape(seen, baseline, policy.trace),
    sameEyes(seen, policy),
    planarity(turns, baseline, policy.trace),
    rigidity(turns, baseline, policy.trace),
    proportions(turns, baseline, policy.trace),
  ];
}

const atRest = (seen: readonly Seen[], limits: TraceLimits): readonly Seen[] =>
  seen.filter(
    ({ signals }) =>
      Math.abs(signals.yawDegrees) <= limits.restDegrees &&
      Math.abs(signals.pitchDegrees) <= limits.restDegrees,
  );

/** In the worst step: how little the resting face is the neutral one seen as a flat picture; another face is not. */
function sameShape(seen: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const residuals = seen
    .map((step) => atRest(step, limits).map(({ face }) => planarityOf(face, baseline).residual))
    .filter((step) => step.length >= limits.restFrames)
    .map(median);
  const residual = Math.max(0, ...residuals);
  return { name: 'same_shape', passed: residual <= limits.maxRestResidual, detail: { residual } };
}

/** Open eyes stay about as open as the baseline says, or the baseline was not that of open eyes. */
function sameEyes(seen: readonly (readonly Seen[])[], policy: Policy): Check {
  const open = atRest(seen.flat(), policy.trace)
    .map(({ signals }) => signals.openness)
    .filter((openness) => openness >= policy.eyes.closeBelow);
  if (open.length === 0) return { name: 'same_eyes', passed: false, undecided: true, detail: { frames: 0 } };
  const openness = median(open);
  const { minRestOpenness, maxRestOpenness } = policy.trace;
  return {
    name: 'same_eyes',
    passed: openness >= minRestOpenness && openness <= maxRestOpenness,
    detail: { openness },
  };
}

/** In the flattest turn: medians over the frames that are turned furthest, within what can be judged. */
function planarity(turns: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const judged = turns.flatMap((turn) => {
    const furthest = furthestOf(turn, limits).map(({ face }) => planarityOf(face, baseline));
    if (furthest.length < limits.planarityFrames) return [];
    return {
      residual: median(furthest.map((each) => each.residual)),
      asymmetry: median(furthest.map((each) => each.asymmetryChange)),
    };
  });
  if (judged.length === 0) return tooFew('planarity', turns);
  const residual = Math.min(...judged.map((turn) => turn.residual));
  const asymmetry = Math.min(...judged.map((turn) => turn.asymmetry));
  const solid = residual >= limits.planarityMinResidual && asymmetry >= limits.planarityMinAsymmetry;
  return concluded('planarity', solid, turns, judged, { residual, asymmetry });
}

/** Turns of which too few frames were seen. A plan without a turn is no reason to be lenient. */
const tooFew = (name: Check['name'], turns: readonly unknown[]): Check => ({
  name,
  passed: false,
  undecided: turns.length > 0,
  detail: { turns: turns.length, judged: 0 },
});

/** A turn that speaks against the person decides; one that could not be judged leaves the others undecided. */
const concluded = (
  name: Check['name'],
  solid: boolean,
  turns: readonly unknown[],
  judged: readonly unknown[],
  detail: Check['detail'],
): Check => ({
  name,
  passed: solid && judged.length === turns.length,
  undecided: solid && judged.length < turns.length,
  detail: { turns: turns.length, judged: judged.length, ...detail },
});

/** The frames of a turn that are turned furthest, within what can be judged. */
function furthestOf(turn: readonly Seen[], limits: TraceLimits): readonly Seen[] {
  return turnedBetween(turn, limits.planarityMinYawDegrees, limits.planarityMaxYawDegrees)
    .sort((a, b) => Math.abs(b.signals.yawDegrees) - Math.abs(a.signals.yawDegrees))
    .slice(0, limits.planarityFrames);
}

/** The frames turned that far to either side, both bounds included. */
const turnedBetween = (turn: readonly Seen[], fromDegrees: number, toDegrees: number): Seen[] =>
  turn
    .filter(({ signals }) => Math.abs(signals.yawDegrees) >= fromDegrees)
    .filter(({ signals }) => Math.abs(signals.yawDegrees) <= toDegrees);

/** The worst of a turn's frames, or the next where there are so many that one may be off. */
function worstOf(values: readonly number[], { rigidityFrames }: TraceLimits): number {
  const [worst, next] = [...values].sort((a, b) => b - a);
  return (values.length >= rigidityFrames ? next : worst)!;
}

/** In the worst turn: how little its frames between rest and the furthest point are views of the head seen at these two. */
function rigidity(turns: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const rest = baseline.template.map((value) => value * STEPS_PER_PIXEL);
  const judged = turns.flatMap((turn) => {
    const furthest = furthestOf(turn, limits);
    if (furthest.length < limits.planarityFrames) return [];
    const turned = rest.map((_, offset) => median(furthest.map(({ face }) => face.points[offset]!)));
    const reach = Math.abs(furthest[0]!.signals.yawDegrees) - limits.rigidityMarginDegrees;
    const residuals = turnedBetween(turn, limits.rigidityMinYawDegrees, reach).map(
      ({ face }) => viewResidualPx(face.points, rest, turned) / baseline.interOcularPx,
    );
    return residuals.length > 0 ? { residual: worstOf(residuals, limits), frames: residuals.length } : [];
  });
  if (judged.length === 0) return tooFew('rigidity', turns);
  const residual = judged.reduce((most, turn) => Math.max(most, turn.residual), 0);
  const frames = judged.reduce((least, turn) => Math.min(least, turn.frames), Number.MAX_SAFE_INTEGER);
  return concluded('rigidity', residual <= limits.maxViewResidual, turns, judged, { residual, frames });
}

/** In the worst turn: how much narrower or wider than at rest the face becomes, the turn taken into account. */
function proportions(turns: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const atRest = proportionOf(baseline.template);
  const changes = turns.flatMap((turn) => {
    const turned = turnedBetween(turn, limits.rigidityMinYawDegrees, limits.planarityMaxYawDegrees).map(
      ({ face }) => Math.abs(proportionOf(face.points) / atRest - 1),
    );
    return turned.length > 0 ? worstOf(turned, limits) : [];
  });
  if (changes.length === 0) return tooFew('proportions', turns);
  const change = changes.reduce((most, each) => Math.max(most, each), 0);
  return concluded('proportions', change <= limits.maxProportionChange, turns, changes, { change });
}
