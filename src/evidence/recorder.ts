import { type Bytes, concatBytes } from '../base/bytes.ts';
import type { KeyFramePurpose } from '../challenge/key-frame-purpose.ts';
import type { TraceFrame } from '../signals/trace-frame.ts';
import { type ChainSeed, extendChain, startChain } from './chain.ts';
import type { Evidence, KeyFrame } from './evidence.ts';
import { EvidenceError } from './evidence-error.ts';
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

/** @throws {@link EvidenceError} `evidence_discarded` from every method but `discard`, once discarded. */
export function createRecorder(options: RecorderOptions): Recorder {
  const encoder = createTraceEncoder(options.width, options.height);
  const reveals = new Map<number, number>();
  const closings = new Map<number, { links: number; timestampMs: number }>();
  /** Trace bytes up to the last key frame, one segment a link, and those after it. */
  let segments: Bytes[] = [];
  let open: Bytes[] = [encoder.header];
  let links: Link[] = [];
  let lastFrameMs: number | null = null;
  let finished: Bytes[] = [];
  let discarded = false;

  const alive = () => {
    if (discarded) throw new EvidenceError('evidence_discarded', 'The evidence was discarded.');
  };

  return {
    reveal(step, timestampMs) {
      alive();
      open.push(encoder.append({ kind: 'reveal', step, timestampMs }));
      reveals.set(step, timestampMs);
      closings.delete(step);
    },
    frame(frame) {
      alive();
      open.push(encoder.append(frame));
      lastFrameMs = frame.timestampMs;
    },
    keyFrame({ step, purpose, timestampMs, jpeg }) {
      alive();
      if (timestampMs !== lastFrameMs) throw new RangeError('A key frame is a picture of the last frame.');
      lastFrameMs = null;
      const traceSegment = concatBytes(...open);
      segments.push(traceSegment);
      open = [];
      const before = links.at(-1)?.head ?? startChain(options);
      const keyFrame = Promise.resolve(jpeg).then((bytes) => {
        if (discarded) bytes.fill(0);
        return { step, purpose, timestampMs, jpeg: bytes };
      });
      const head = Promise.all([before, keyFrame]).then(([chain, { jpeg: bytes }]) =>
        extendChain(chain, { jpeg: bytes, traceSegment, timestampMs, step }),
      );
      // Whoever commits hears of a picture that failed; nobody else needs to.
      head.catch(() => {});
      links.push({ keyFrame, head });
      if (purpose === 'closing') closings.set(step, { links: links.length, timestampMs });
    },
    async commit(step) {
      alive();
      const closing = closings.get(step);
      const revealedAtMs = reveals.get(step);
      if (!closing || revealedAtMs === undefined) throw new RangeError(`Step ${step} has no closing frame.`);
      const chain = await links[closing.links - 1]!.head;
      alive();
      return { chain, frames: closing.links, elapsedMs: closing.timestampMs - revealedAtMs };
    },
    async finish() {
      alive();
      const last = links.at(-1);
      if (!last) throw new RangeError('There is no key frame.');
      const [chain, keyFrames] = await Promise.all([
        last.head,
        Promise.all(links.map((link) => link.keyFrame)),
      ]);
      alive();
      const trace = concatBytes(...segments);
      finished.push(trace);
      return { trace, keyFrames, chain };
    },
    discard() {
      discarded = true;
      for (const bytes of [...segments, ...open, ...finished]) bytes.fill(0);
      for (const link of links) link.keyFrame.then(({ jpeg }) => jpeg.fill(0)).catch(() => {});
      segments = [];
      open = [];
      links = [];
      finished = [];
    },
  };
}
