import type { Bytes } from '@family-auth/library/base/bytes.ts';
import type { Policy } from '@family-auth/library/challenge/policy.ts';
import { MAX_BEHIND_MS } from '@family-auth/library/challenge/policy-times.ts';
import type { ReplayedStep } from '@family-auth/library/challenge/replay-steps.ts';
import type { Trace } from '@family-auth/library/challenge/trace.ts';
import { recomputeChain } from '@family-auth/library/evidence/chain.ts';
import { EvidenceError } from '@family-auth/library/evidence/evidence.ts';
import { decodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import type { KeyFrame } from '@family-auth/library/protocol/submission.ts';
import type { Finding } from '../check-record.ts';
import type { JudgedChallenge, JudgementInput } from '../judgement.ts';

/** Steps end where the client said; a rounding apart. */
const MAX_ELAPSED_ERROR_MS = 2;

/**
 * A device that warms up gets faster, but not by as much: an engine that ran at 11.8 frames a second while framing went
 * on at 18 (a two-core machine without a GPU). Whoever wants to be spared the double blink can as well slow down.
 */
const MAX_UNDERSTATED_RATE = 2.2;

/** The trace, or why its bytes are none. */
export function readTrace(bytes: Uint8Array): { finding: Finding; trace: Trace | null } {
  try {
    const { trace } = decodeTrace(bytes);
    const { width, height, records } = trace;
    return { finding: { passed: true, detail: { width, height, records: records.length } }, trace };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { finding: { passed: false }, trace: null };
  }
}

/** The hash chain over frames and trace, computed again, meets the head committed after every step and the last one. */
export async function checkChain(
  { submission, applicationId, operator }: JudgementInput,
  { nonce, steps }: JudgedChallenge,
  trace: Uint8Array,
  frames: readonly (KeyFrame & { readonly jpeg: Uint8Array })[],
): Promise<Finding> {
  const seed = { nonce: bytesOf(nonce), applicationId, jkt: operator.jkt };
  const keyFrames = frames.map(({ step, purpose, timestamp_ms, jpeg }) => ({
    step,
    purpose,
    timestampMs: timestamp_ms,
    jpeg: jpeg as Bytes,
  }));
  try {
    const heads = await recomputeChain(seed, trace, keyFrames);
    for (const { i, chain, frames: chained } of steps) {
      const head = heads.findLast(({ step, purpose }) => step === i && purpose === 'closing');
      if (!head || head.frames !== chained || textOf(head.chain) !== chain) {
        return { passed: false, detail: { step: i } };
      }
    }
    const last = heads.at(-1);
    const manifest = submission.challenge?.chain;
    if (!last || textOf(last.chain) !== manifest) {
      return { passed: false, detail: { step: 'last' } };
    }
    return { passed: true, detail: { links: heads.length } };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { passed: false, detail: { step: 'order' } };
  }
}

/**
 * The trace has the frame size that was named for it, and is not much faster than was said: a slow camera is spared the
 * double blink, and it is for a person to decide whether this was one. What the slow profile bears, `trace_frame_rate` says.
 */
export function checkTraceClaims(
  { width, height, records }: Trace,
  { measuredFps, frame }: Pick<JudgedChallenge, 'measuredFps' | 'frame'>,
  { rate, plan }: Policy,
): Finding {
  const frames = records.filter(({ kind }) => kind !== 'reveal');
  const spanMs = frames.at(-1)!.timestampMs - frames[0]!.timestampMs;
  const fps = (1000 * (frames.length - 1)) / spanMs;
  const detail = { width, height, fps: Math.round(fps * 10) / 10, measuredFps };
  if (width !== frame.width || height !== frame.height) return { passed: false, detail };
  const spared = rate !== 'slow' && measuredFps < plan.doubleBlinkMinFps;
  const faster = spared && fps > measuredFps * MAX_UNDERSTATED_RATE;
  return { passed: !faster, personDecides: faster, detail };
}

/**
 * Each step of the trace lasts as long as the client said when it committed it, and the steps follow one another in the
 * trace as they did by the server's clock. What a slow line took on the way to the first step or this one may lie between
 * the two clocks; `step_clock` has that, and a person decides.
 */
export function checkTraceClock(
  replayed: readonly ReplayedStep[],
  { steps }: Pick<JudgedChallenge, 'steps'>,
): Finding {
  const first = steps[0];
  const start = replayed.find(({ outcome }) => outcome === 'done');
  if (!first || !start) return { passed: false };
  const behindMs = (step: JudgedChallenge['steps'][number]) =>
    Math.max(0, step.committedAtMs - step.revealedAtMs - step.elapsedMs);
  let late: Finding | null = null;
  for (const each of steps) {
    const { i, revealedAtMs, elapsedMs } = each;
    const step = replayed.find((each) => each.i === i && each.outcome === 'done');
    if (!step || step.endedAtMs === null) return { passed: false, detail: { step: i } };
    const elapsedError = Math.abs(step.endedAtMs - step.revealedAtMs - elapsedMs);
    const drift = step.revealedAtMs - start.revealedAtMs - (revealedAtMs - first.revealedAtMs);
    const unexplained = drift > 0 ? drift - behindMs(each) : -drift - behindMs(first);
    const detail = { step: i, elapsedErrorMs: elapsedError, driftMs: drift };
    if (elapsedError > MAX_ELAPSED_ERROR_MS || unexplained > MAX_BEHIND_MS) return { passed: false, detail };
    if (Math.abs(drift) > MAX_BEHIND_MS) late ??= { passed: false, personDecides: true, detail };
  }
  return late ?? { passed: true };
}

/** The pictures kept are those that the replayed plan calls for: every named instant, extreme and end, and no others. */
export function checkNamedFrames(replayed: readonly ReplayedStep[], kept: readonly KeyFrame[]): Finding {
  const asked = replayed.flatMap(({ keyFrames }) => keyFrames);
  const missing = asked.filter(
    (due) =>
      !kept.some(
        (frame) =>
          frame.step === due.step && frame.purpose === due.purpose && frame.timestamp_ms === due.timestampMs,
      ),
  );
  const detail = { asked: asked.length, kept: kept.length, missing: missing.length };
  return { passed: missing.length === 0 && kept.length === asked.length, detail };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (base64Url: string): Bytes => new Uint8Array(Buffer.from(base64Url, 'base64url'));
