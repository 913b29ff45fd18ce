import type { Baseline } from '../signals/baseline.ts';
import { measure } from '../signals/measure.ts';
import { planarResidual } from '../signals/planarity.ts';
import { median } from '../signals/portable-math.ts';
import { narrowingAside, proportionOf } from '../signals/proportion.ts';
import { type RelativeSignals, relativeSignals } from '../signals/relative.ts';
import { reliefOf } from '../signals/relief.ts';
import { STEPS_PER_PIXEL, type TraceFace } from '../signals/trace-frame.ts';
import { viewResidualPx } from '../signals/view-residual.ts';
import type { Check } from './check.ts';
import { ownEyeLimits } from './eye-state.ts';
import type { Policy, TraceLimits } from './policy.ts';
import type { StepsReplay } from './replay-steps.ts';

interface Seen {
  readonly face: TraceFace;
  readonly signals: RelativeSignals;
}

/** The checks of the person against their own baseline. All fail where there is no baseline. */
export function faceChecks({ steps, faces, baseline }: StepsReplay, policy: Policy): Check[] {
  if (!baseline) {
    return (['same_shape', 'same_eyes', ...OF_TURNS] as const).map((name) => ({
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
  const ofRest = [sameShape(seen, baseline, policy.trace), sameEyes(seen, baseline, policy)];
  if (turns.length === 0 && policy.plan.without === 'head') return [...ofRest, ...OF_TURNS.map(notAsked)];
  return [
    ...ofRest,
    turnReach(turns, policy.trace),
    planarity(turns, baseline, policy.trace),
    rigidity(turns, baseline, policy.trace),
    proportions(turns, baseline, policy.trace),
  ];
}

const OF_TURNS = ['turn_reach', 'planarity', 'rigidity', 'proportions'] as const;

const notAsked = (name: Check['name']): Check => ({
  name,
  passed: false,
  undecided: true,
  notAsked: true,
  detail: {},
});

const atRest = (seen: readonly Seen[], limits: TraceLimits): readonly Seen[] =>
  seen.filter(
    ({ signals }) =>
      Math.abs(signals.yawDegrees) <= limits.restDegrees &&
      Math.abs(signals.pitchDegrees) <= limits.restDegrees,
  );

/** In the worst step: how little the resting face is the neutral one seen as a flat picture; another face is not. */
function sameShape(seen: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const residuals = seen
    .map((step) => atRest(step, limits).map(({ face }) => planarResidual(face, baseline)))
    .filter((step) => step.length >= limits.restFrames)
    .map(median);
  const residual = Math.max(0, ...residuals);
  return { name: 'same_shape', passed: residual <= limits.maxRestResidual, detail: { residual } };
}

/**
 * Open eyes stay about as open as the baseline says, or the baseline was not that of open eyes. Eyes that cannot be told
 * open from closed are no reason to refuse whoever asked to be spared them.
 */
function sameEyes(seen: readonly (readonly Seen[])[], baseline: Baseline, policy: Policy): Check {
  const { closeBelow } = ownEyeLimits(policy.eyes, baseline);
  const open = atRest(seen.flat(), policy.trace)
    .map(({ signals }) => signals.openness)
    .filter((openness) => openness >= closeBelow);
  if (open.length === 0) return { name: 'same_eyes', passed: false, undecided: true, detail: { frames: 0 } };
  const openness = median(open);
  const { minRestOpenness, maxRestOpenness } = policy.trace;
  const passed = openness >= minRestOpenness && openness <= maxRestOpenness;
  return {
    name: 'same_eyes',
    passed,
    undecided: !passed && policy.plan.without === 'eyes',
    detail: { openness },
  };
}

/** The shortest turn: of as many frames as are judged, the one turned least. A person decides about shorter ones. */
function turnReach(turns: readonly (readonly Seen[])[], limits: TraceLimits): Check {
  const reaches = turns.flatMap((turn) => {
    const furthest = furthestOf(turn, limits);
    return furthest.length < limits.planarityFrames ? [] : Math.abs(furthest.at(-1)!.signals.yawDegrees);
  });
  if (reaches.length === 0) return tooFew('turn_reach', turns);
  const degrees = reaches.reduce((least, each) => Math.min(least, each), Number.MAX_SAFE_INTEGER);
  const far = degrees >= limits.turnReachDegrees && reaches.length === turns.length;
  const detail = { turns: turns.length, judged: reaches.length, degrees };
  return { name: 'turn_reach', passed: far, undecided: !far, detail };
}

/** In the flattest turn: the median over the frames that are turned furthest, within what can be judged. */
function planarity(turns: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const judged = turns.flatMap((turn) => {
    const furthest = furthestOf(turn, limits);
    if (furthest.length < limits.planarityFrames) return [];
    return median(furthest.map(({ face, signals }) => reliefOf(face, baseline, signals.yawDegrees)));
  });
  if (judged.length === 0) return tooFew('planarity', turns);
  const relief = judged.reduce((least, each) => Math.min(least, each), Number.MAX_VALUE);
  return concluded(
    'planarity',
    { passed: relief >= limits.minRelief, refused: relief < limits.maxFlatRelief },
    turns,
    judged,
    { relief },
  );
}

/** Turns of which too few frames were seen. A plan without a turn is no reason to be lenient. */
const tooFew = (name: Check['name'], turns: readonly unknown[]): Check => ({
  name,
  passed: false,
  undecided: turns.length > 0,
  detail: { turns: turns.length, judged: 0 },
});

/** A turn that speaks against the person decides; one that lies between, or could not be judged, is left to a person. */
const concluded = (
  name: Check['name'],
  { passed, refused = !passed }: { readonly passed: boolean; readonly refused?: boolean },
  turns: readonly unknown[],
  judged: readonly unknown[],
  detail: Check['detail'],
): Check => {
  const clear = passed && judged.length === turns.length;
  return {
    name,
    passed: clear,
    undecided: !refused && !clear,
    detail: { turns: turns.length, judged: judged.length, ...detail },
  };
};

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
  return concluded('rigidity', { passed: residual <= limits.maxViewResidual }, turns, judged, {
    residual,
    frames,
  });
}

/**
 * In the worst turn: how much narrower the face is in the view that is further aside, and how much wider. A face that is
 * too narrow at rest is left to a person: so looks a print that is turned from far aside to as far on the other side.
 */
function proportions(turns: readonly (readonly Seen[])[], baseline: Baseline, limits: TraceLimits): Check {
  const judged = turns.flatMap((turn) => {
    const turned = turnedBetween(turn, limits.rigidityMinYawDegrees, limits.planarityMaxYawDegrees);
    if (turned.length === 0) return [];
    const narrowings = turned.map(({ face, signals }) =>
      narrowingAside(face.points, baseline, signals.yawDegrees),
    );
    const widenings = narrowings.map((narrowing) => -narrowing);
    return { narrowing: worstOf(narrowings, limits), widening: worstOf(widenings, limits) };
  });
  if (judged.length === 0) return tooFew('proportions', turns);
  const change = judged.reduce((most, { narrowing }) => Math.max(most, narrowing), 0);
  const widening = judged.reduce((most, turn) => Math.max(most, turn.widening), 0);
  const atRest = proportionOf(baseline.template);
  const passed =
    change <= limits.maxProportionChange &&
    widening <= limits.maxProportionWidening &&
    atRest >= limits.minRestProportion;
  const refused = change > limits.minSheetProportionChange;
  return concluded('proportions', { passed, refused }, turns, judged, { change, widening, atRest });
}
