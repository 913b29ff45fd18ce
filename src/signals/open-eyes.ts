import type { OfEyes } from '../landmarks/face.ts';
import type { Signals } from './measure.ts';
import { median } from './portable-math.ts';

/**
 * What the open eyes of one person measure: medians. `lids` is `null` where the eye model was not asked in all frames, and
 * without `learned` where nothing learned came with all of them.
 */
export type OpenEyes = Pick<Signals, 'earLeft' | 'earRight' | 'lids'>;

interface SteadyOfEyes {
  readonly left: number | null;
  readonly right: number | null;
}

/** The same without the lids that were not steady: those of an eye behind a reflection say nothing. */
export interface SteadyEyes extends Omit<OpenEyes, 'lids'> {
  readonly lids: SteadyOfEyes & { readonly learned?: SteadyOfEyes };
}

/**
 * The learned opening may lie so many times further below 1 than that contour which fell less: it deepens what both contours
 * saw and sees nothing by itself. Of a real head that swings round with open eyes it says 0.4 where the contours say 0.9 and
 * 1.0; lids that close by 55 to 70 % behind glasses and in deep shade lower both contours to 0.79 to 0.89.
 */
const LEARNED_REACH = 3;

/** What open eyes measure; lids only where all of them were measured. */
export function openEyesOf(signals: readonly Signals[]): OpenEyes {
  const lids = signals.flatMap((each) => each.lids ?? []);
  const learned = lids.flatMap((each) => each.learned ?? []);
  const open = lids.length < signals.length ? null : medians(lids);
  return {
    earLeft: median(signals.map(({ earLeft }) => earLeft)),
    earRight: median(signals.map(({ earRight }) => earRight)),
    lids: open && (learned.length < signals.length ? open : { ...open, learned: medians(learned) }),
  };
}

const medians = (eyes: readonly OfEyes[]): OfEyes => ({
  left: median(eyes.map(({ left }) => left)),
  right: median(eyes.map(({ right }) => right)),
});

/**
 * How open each eye is, 1 being as at rest: the smaller of what the mesh's contour and the eye model's say. Either misses
 * closures that the other sees, the mesh behind glasses, the eye model in weak contrast. Behind a reflection it invents some:
 * lids that scatter at rest are left out. Where both contours fall, the learned opening says how far.
 */
export function opennessOf(
  { earLeft, earRight, lids }: OpenEyes,
  open: OpenEyes | SteadyEyes,
): { readonly left: number; readonly right: number } {
  const opennessAt = (ear: number, side: 'left' | 'right') => {
    const openLids = open.lids?.[side] ?? null;
    if (!lids || openLids === null) return ear;
    const contour = lids[side] / openLids;
    const openLearned = open.lids?.learned?.[side] ?? null;
    if (!lids.learned || openLearned === null) return Math.min(ear, contour);
    const reach = 1 - LEARNED_REACH * (1 - Math.max(ear, contour));
    return Math.min(ear, contour, Math.max(lids.learned[side] / openLearned, reach, 0));
  };
  return {
    left: opennessAt(earLeft / open.earLeft, 'left'),
    right: opennessAt(earRight / open.earRight, 'right'),
  };
}

/** What was learned alone says how open the eyes look, 1 being as at rest, each eye with its weight; `null` without any. */
export function learnedOpennessOf(
  { lids }: OpenEyes,
  open: OpenEyes | SteadyEyes,
  weights: OfEyes,
): number | null {
  let [sum, weight] = [0, 0];
  for (const side of ['left', 'right'] as const) {
    const atRest = open.lids?.learned?.[side] ?? null;
    if (!lids?.learned || atRest === null) continue;
    sum += (weights[side] * lids.learned[side]) / atRest;
    weight += weights[side];
  }
  return weight > 0 ? sum / weight : null;
}
