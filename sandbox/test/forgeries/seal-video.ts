import type { Bytes } from '@family-auth/library/base/bytes.ts';
import type { Policy } from '@family-auth/library/challenge/policy.ts';
import { type ReplayedKeyFrame, replaySteps } from '@family-auth/library/challenge/replay-steps.ts';
import { type ChainHead, type ChainSeed, recomputeChain } from '@family-auth/library/evidence/chain.ts';
import { encodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import type { Step, StepCommit } from '@family-auth/library/protocol/challenge.ts';
import { digest } from '@family-auth/library/seal/digest.ts';
import { faceAt, type Picture, type Video, withPoints } from './video.ts';

export interface SealedVideo {
  readonly trace: Bytes;
  /** The chain's head after the last picture. */
  readonly chain: string;
  /** What is committed for each step. */
  readonly commits: readonly StepCommit[];
}

/** The trace as bytes, ending with the last picture: what comes after it is not chained. */
export function traceBytes(video: Video): Bytes {
  if (video.bytes) return video.bytes;
  const lastMs = Math.max(...video.pictures.map(({ timestampMs }) => timestampMs));
  const { records } = video.trace;
  const end = records.findLastIndex(({ kind, timestampMs }) => kind !== 'reveal' && timestampMs <= lastMs);
  return encodeTrace({ ...video.trace, records: end === -1 ? records : records.slice(0, end + 1) });
}

/**
 * Chains a video as the client does, for a challenge of `steps` steps. What cannot be chained gets heads made up out of
 * the trace.
 */
export async function sealVideo(video: Video, seed: ChainSeed, steps: number): Promise<SealedVideo> {
  const trace = traceBytes(video);
  const heads = await headsOf(video, trace, seed);
  const madeUp = await digest(trace);
  const text = (head: ChainHead | undefined) =>
    head ? Buffer.from(head.chain).toString('base64url') : madeUp;
  const commits = Array.from({ length: steps }, (_, i): StepCommit => {
    const own = heads.filter(({ step }) => step === i);
    const head = own.findLast(({ purpose }) => purpose === 'closing') ?? own.at(-1) ?? heads.at(-1);
    return { i, chain: text(head), frames: head?.frames ?? 0, elapsed_ms: elapsedMs(video, i) };
  });
  return { trace, chain: text(heads.at(-1)), commits };
}

async function headsOf(video: Video, trace: Bytes, seed: ChainSeed): Promise<readonly ChainHead[]> {
  try {
    return await recomputeChain(seed, trace, inOrderOfTime(video.pictures));
  } catch {
    return [];
  }
}

export const inOrderOfTime = (pictures: readonly Picture[]) =>
  pictures
    .toSorted((a, b) => a.timestampMs - b.timestampMs)
    .map((picture) => ({ ...picture, jpeg: picture.jpeg as Bytes }));

/** How long step `i` took: from its reveal to the last of its pictures. */
export function elapsedMs({ trace, pictures }: Video, i: number): number {
  const reveal = trace.records.findLast((record) => record.kind === 'reveal' && record.step === i);
  const own = pictures.filter(({ step }) => step === i);
  const end = own.find(({ purpose }) => purpose === 'closing') ?? own.at(-1);
  return Math.max(0, (end?.timestampMs ?? 0) - (reveal?.timestampMs ?? 0));
}

/**
 * The video with the pictures that the plan calls for in its trace, as a forger finds out by running the library: for
 * each the recorded picture of the nearest time, and the trace bent a little so that it fits it. As it was where the
 * plan is not carried out.
 */
export function withCalledPictures(video: Video, plan: readonly Step[], policy: Policy): Video {
  const called = calledFor(video, plan, policy);
  if (called.length === 0) return video;
  const nearest = (timestampMs: number) =>
    video.pictures.reduce((best, each) =>
      Math.abs(each.timestampMs - timestampMs) < Math.abs(best.timestampMs - timestampMs) ? each : best,
    );
  const sources = called.map((due) => nearest(due.timestampMs));
  const pictures = called.map((due, at): Picture => ({ ...due, jpeg: sources[at]!.jpeg }));
  const bent = called.reduce(
    (each, { timestampMs }, at) => bentTo(each, video, timestampMs, sources[at]!),
    video,
  );
  const same = JSON.stringify(calledFor(bent, plan, policy)) === JSON.stringify(called);
  return { ...(same ? bent : video), pictures };
}

function calledFor(video: Video, plan: readonly Step[], policy: Policy): readonly ReplayedKeyFrame[] {
  const { steps } = replaySteps(video.trace, plan, policy);
  const carriedOut = steps.every(({ outcome }) => outcome === 'done' || outcome === 'swapped');
  return carriedOut ? steps.flatMap(({ keyFrames }) => keyFrames) : [];
}

/** How far around an instant the trace is bent, milliseconds. */
const BENT_MS = 150;

/** The video with the face at an instant as it was in `before` when the picture was taken. */
function bentTo(video: Video, before: Video, timestampMs: number, { timestampMs: takenMs }: Picture): Video {
  if (takenMs === timestampMs) return video;
  const [wanted, there] = [faceAt(before, takenMs).points, faceAt(video, timestampMs).points];
  return withPoints(video, (face, points) => {
    const weight = Math.max(0, 1 - Math.abs(face.timestampMs - timestampMs) / BENT_MS);
    if (weight === 0) return;
    points.forEach((value, at) => {
      points[at] = value + Math.round(weight * (wanted[at]! - there[at]!));
    });
  });
}
