import { type Bytes, concatBytes } from '../base/bytes.ts';
import type { KeyFramePurpose } from '../challenge/trace.ts';
import type { TraceFrame } from '../signals/trace-frame.ts';
import { type ChainSeed, extendChain, startChain } from './chain.ts';
import { type Evidence, EvidenceError, type KeyFrame } from './evidence.ts';
import { createTraceEncoder } from './trace-codec.ts';

export interface RecorderOptions extends ChainSeed {
  /** Frame size in pixels. */
  readonly width: number;
  readonly height: number;
}

export interface StepHead {
  /** Head of the chain at the step's closing frame. */
  readonly chain: Bytes;
  /** Key frames chained so far, over all steps. */
  readonly frames: number;
  /** Milliseconds from the step's reveal to its closing frame. */
  readonly elapsedMs: number;
}

/** Gathers one check's trace, key frames and hash chain in memory. One recorder a challenge; a retry is a new one. */
export interface Recorder {
  /**
   * A step was revealed; not before the time of the last recorded frame. A swapped step is revealed again under the
   * same index.
   */
  reveal(step: number, timestampMs: number): void;
  /** Every processed frame, in order, whether a step is on or not. */
  frame(frame: TraceFrame): void;
  /** The picture of the frame recorded last. `jpeg` may still be encoding. */
  keyFrame(keyFrame: {
    step: number;
    purpose: KeyFramePurpose;
    timestampMs: number;
    jpeg: Bytes | Promise<Bytes>;
  }): void;
  /**
   * Waits for the pictures up to the step's closing frame.
   *
   * @throws RangeError for a step without a closing frame; whatever a picture was rejected with.
   */
  commit(step: number): Promise<StepHead>;
  /**
   * Everything, ending with the last key frame: frames after it are left out. The bytes stay the recorder's: seal them
   * before `discard`, which wipes them too.
   */
  finish(): Promise<Evidence>;
  /** Overwrites all bytes with zeros and forgets them. Safe to call twice; everything else throws afterwards. */
  discard(): void;
}

interface Link {
  readonly keyFrame: Promise<KeyFrame>;
  readonly head: Promise<Bytes>;
}

/** What a recorder holds. */
interface Held {
  readonly reveals: Map<number, number>;
  readonly closings: Map<number, { links: number; timestampMs: number }>;
  /** Trace bytes up to the last key frame, one segment a link, and those after it. */
  segments: Bytes[];
  open: Bytes[];
  links: Link[];
  lastFrameMs: number | null;
  finished: Bytes[];
  discarded: boolean;
}

/** @throws {@link EvidenceError} `evidence_discarded` from every method but `discard`, once discarded. */
export function createRecorder(options: RecorderOptions): Recorder {
  const encoder = createTraceEncoder(options.width, options.height);
  const held: Held = {
    reveals: new Map(),
    closings: new Map(),
    segments: [],
    open: [encoder.header],
    links: [],
    lastFrameMs: null,
    finished: [],
    discarded: false,
  };
  return {
    reveal(step, timestampMs) {
      requireHeld(held);
      held.open.push(encoder.append({ kind: 'reveal', step, timestampMs }));
      held.reveals.set(step, timestampMs);
      held.closings.delete(step);
    },
    frame(frame) {
      requireHeld(held);
      held.open.push(encoder.append(frame));
      held.lastFrameMs = frame.timestampMs;
    },
    keyFrame(keyFrame) {
      requireHeld(held);
      chainKeyFrame(held, keyFrame, options);
    },
    commit: (step) => commitStep(held, step),
    finish: () => finishEvidence(held),
    discard: () => discardEvidence(held),
  };
}

function requireHeld({ discarded }: Held): void {
  if (discarded) throw new EvidenceError('evidence_discarded', 'The recorder was used after discard().');
}

function chainKeyFrame(
  held: Held,
  { step, purpose, timestampMs, jpeg }: Parameters<Recorder['keyFrame']>[0],
  seed: ChainSeed,
): void {
  if (timestampMs !== held.lastFrameMs)
    throw new RangeError('keyFrame() must be called for the frame recorded last.');
  held.lastFrameMs = null;
  const traceSegment = concatBytes(...held.open);
  held.segments.push(traceSegment);
  held.open = [];
  const before = held.links.at(-1)?.head ?? startChain(seed);
  const keyFrame = Promise.resolve(jpeg).then((bytes) => {
    if (held.discarded) bytes.fill(0);
    return { step, purpose, timestampMs, jpeg: bytes };
  });
  const head = Promise.all([before, keyFrame]).then(([chain, { jpeg: bytes }]) =>
    extendChain(chain, { jpeg: bytes, traceSegment, timestampMs, step }),
  );
  // Whoever commits hears of a picture that failed; nobody else needs to.
  head.catch(() => {});
  held.links.push({ keyFrame, head });
  if (purpose === 'closing') held.closings.set(step, { links: held.links.length, timestampMs });
}

async function commitStep(held: Held, step: number): Promise<StepHead> {
  requireHeld(held);
  const closing = held.closings.get(step);
  const revealedAtMs = held.reveals.get(step);
  if (!closing || revealedAtMs === undefined)
    throw new RangeError(`Step ${step} was committed before it had a closing frame.`);
  const chain = await held.links[closing.links - 1]!.head;
  requireHeld(held);
  return { chain, frames: closing.links, elapsedMs: closing.timestampMs - revealedAtMs };
}

async function finishEvidence(held: Held): Promise<Evidence> {
  requireHeld(held);
  const last = held.links.at(-1);
  if (!last) throw new RangeError('finish() was called before any key frame was recorded.');
  const [chain, keyFrames] = await Promise.all([
    last.head,
    Promise.all(held.links.map((link) => link.keyFrame)),
  ]);
  requireHeld(held);
  const trace = concatBytes(...held.segments);
  held.finished.push(trace);
  return { trace, keyFrames, chain };
}

function discardEvidence(held: Held): void {
  held.discarded = true;
  for (const bytes of [...held.segments, ...held.open, ...held.finished]) bytes.fill(0);
  for (const link of held.links) link.keyFrame.then(({ jpeg }) => jpeg.fill(0)).catch(() => {});
  held.segments = [];
  held.open = [];
  held.links = [];
  held.finished = [];
}
