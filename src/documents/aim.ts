import type { DocumentFault, DocumentSight } from './check-document.ts';
import { distance, type Quad, sidesOf } from './quad.ts';

/** How long a picture must be right, and nothing move, before it is taken, milliseconds. */
export const HOLD_MS = 900;
/** A hint stands at least this long, so that it can be read. */
const HINT_MS = 700;
/** A corner that moved further than this share of the document's longer side since the last look: the hand is not still yet. */
const MAX_SHIFT = 0.025;

/** Somebody aims a camera at a document: what to say, and whether the moment has come. */
export interface Aim {
  /** What would help; `hold_still` where only the hand moves. `null`: all is well, or nothing was looked at yet. */
  readonly hint: DocumentFault | 'hold_still' | null;
  /** 0..1 of {@link HOLD_MS}; at 1 the picture is taken. */
  readonly progress: number;
  readonly quad: Quad | null;
  /** On the clock of the looks, milliseconds. */
  readonly heldSinceMs: number | null;
  readonly hintSinceMs: number;
}

export const FIRST_AIM: Aim = {
  hint: null,
  progress: 0,
  quad: null,
  heldSinceMs: null,
  hintSinceMs: Number.NEGATIVE_INFINITY,
};

/** The aim after one more look. @param atMs when the picture was captured. */
export function nextAim(aim: Aim, sight: DocumentSight, atMs: number): Aim {
  if (sight.fault !== null)
    return { ...hinted(aim, sight.fault, atMs), progress: 0, quad: null, heldSinceMs: null };
  const isStill = aim.quad !== null && sight.quad !== null && shiftOf(aim.quad, sight.quad) <= MAX_SHIFT;
  if (!isStill) {
    const hint = aim.quad === null ? null : ('hold_still' as const);
    return { ...hinted(aim, hint, atMs), progress: 0, quad: sight.quad, heldSinceMs: atMs };
  }
  const heldSinceMs = aim.heldSinceMs ?? atMs;
  const progress = Math.min(1, (atMs - heldSinceMs) / HOLD_MS);
  return { ...hinted(aim, null, atMs), progress, quad: sight.quad, heldSinceMs };
}

/** One hint at a time, each as long as it takes to read it; that all is well is said at once. */
function hinted(aim: Aim, hint: Aim['hint'], atMs: number): Aim {
  if (hint === aim.hint) return aim;
  if (hint !== null && aim.hint !== null && atMs - aim.hintSinceMs < HINT_MS) return aim;
  return { ...aim, hint, hintSinceMs: atMs };
}

function shiftOf(before: Quad, now: Quad): number {
  const { across, down } = sidesOf(now);
  return Math.max(...now.map((corner, n) => distance(corner, before[n]!))) / Math.max(across, down);
}
