import type { Signals } from './measure.ts';
import { median } from './portable-math.ts';

/** What the open eyes of one person measure: medians. `lids` is `null` where the eye model was not asked in all frames. */
export type OpenEyes = Pick<Signals, 'earLeft' | 'earRight' | 'lids'>;

/** The same without the lids that were not steady: those of an eye behind a reflection say nothing. */
export interface SteadyEyes extends Omit<OpenEyes, 'lids'> {
  readonly lids: { readonly left: number | null; readonly right: number | null };
}

/** What open eyes measure; lids only where all of them were measured. */
export function openEyesOf(signals: readonly Signals[]): OpenEyes {
  const lids = signals.flatMap((each) => each.lids ?? []);
  return {
    earLeft: median(signals.map(({ earLeft }) => earLeft)),
    earRight: median(signals.map(({ earRight }) => earRight)),
    lids:
      lids.length < signals.length
        ? null
        : { left: median(lids.map(({ left }) => left)), right: median(lids.map(({ right }) => right)) },
  };
}

/**
 * How open each eye is, 1 being as at rest: the smaller of what the mesh's contour and the eye model say. Either misses
 * closures that the other sees, the mesh behind glasses, the eye model in weak contrast. Behind a reflection it invents some:
 * lids that scatter at rest are left out.
 */
export function opennessOf(
  { earLeft, earRight, lids }: OpenEyes,
  open: OpenEyes | SteadyEyes,
): { readonly left: number; readonly right: number } {
  const smaller = (ear: number, side: 'left' | 'right') => {
    const openLids = open.lids?.[side] ?? null;
    return lids && openLids !== null ? Math.min(ear, lids[side] / openLids) : ear;
  };
  return { left: smaller(earLeft / open.earLeft, 'left'), right: smaller(earRight / open.earRight, 'right') };
}
