import { readFileSync } from 'node:fs';
import type { Bytes } from '@family-auth/library/base/bytes.ts';
import type { Trace, TraceRecord } from '@family-auth/library/challenge/trace.ts';
import { decodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import type { Step } from '@family-auth/library/protocol/challenge.ts';
import type { KeyFrame } from '@family-auth/library/protocol/submission.ts';
import type { TraceFace } from '@family-auth/library/signals/trace-frame.ts';

/** The recorded sessions of `fixtures/sessions`, and what each of the plans asks for. */
export const RECORDINGS = ['anna', 'dev', 'finn'] as const;
export type RecordingName =
  | (typeof RECORDINGS)[number]
  | 'finn-swap'
  | 'anna-again'
  | 'anna-slow'
  | 'anna-thirds'
  | 'anna-without-eyes'
  | 'anna-without-head';

/** A picture as it is handed in. */
export interface Picture {
  readonly step: number;
  readonly purpose: KeyFrame['purpose'];
  readonly timestampMs: number;
  readonly jpeg: Uint8Array;
}

/** Everything that somebody in possession of their own client can hand in, before it is sealed. */
export interface Video {
  readonly trace: Trace;
  readonly pictures: readonly Picture[];
  /** For traces that no encoder would write. Default: `trace`, encoded. */
  readonly bytes?: Bytes;
}

export interface Recording {
  readonly name: RecordingName;
  readonly video: Video;
  /** Every step in the order of the reveals; of a swapped one, the first. */
  readonly plan: readonly Step[];
  readonly measuredFps: number;
}

const read = new Map<RecordingName, Recording>();

/** An honest session of a rendered person; read once. */
export function recordingOf(name: RecordingName): Recording {
  const known = read.get(name);
  if (known) return known;
  const folder = new URL(`../fixtures/sessions/${name}/`, import.meta.url);
  const bytes = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
  const session = JSON.parse(readFileSync(new URL('session.json', folder), 'utf8')) as {
    plan: Step[];
    measuredFps: number;
    keyFrames: (Omit<Picture, 'jpeg'> & { name: string })[];
  };
  const recording: Recording = {
    name,
    measuredFps: session.measuredFps,
    plan: session.plan.filter(({ i }, at, plan) => plan.findIndex((step) => step.i === i) === at),
    video: {
      trace: decodeTrace(bytes('trace.bin')).trace,
      pictures: session.keyFrames.map(({ name: file, ...picture }) => ({ ...picture, jpeg: bytes(file) })),
    },
  };
  read.set(name, recording);
  return recording;
}

export const isFace = (record: TraceRecord): record is TraceFace => record.kind === 'face';
export const facesOf = ({ trace }: Video): readonly TraceFace[] => trace.records.filter(isFace);

export function faceAt(video: Video, timestampMs: number): TraceFace {
  const face = facesOf(video).find((each) => each.timestampMs === timestampMs);
  if (!face) throw new RangeError(`The video has no face at ${timestampMs} ms.`);
  return face;
}

/** The video with other records. */
export const withRecords = (video: Video, records: readonly TraceRecord[]): Video => ({
  ...video,
  trace: { ...video.trace, records },
});

/** The video with every face's points changed, in place order: x, y, z of each of the 53 in 1/16 pixel. */
export const withPoints = (video: Video, change: (face: TraceFace, points: Int16Array) => void): Video =>
  withRecords(
    video,
    video.trace.records.map((record) => {
      if (!isFace(record)) return record;
      const points = record.points.slice();
      change(record, points);
      return { ...record, points };
    }),
  );

/** The video with every time, of records and pictures, run through `change`. */
export const withTimes = (video: Video, change: (timestampMs: number) => number): Video => ({
  ...withRecords(
    video,
    video.trace.records.map((record) => ({ ...record, timestampMs: change(record.timestampMs) })),
  ),
  pictures: video.pictures.map((picture) => ({ ...picture, timestampMs: change(picture.timestampMs) })),
});

/** The video with some of its pictures replaced. */
export const withPictures = (video: Video, change: (picture: Picture, at: number) => Picture): Video => ({
  ...video,
  pictures: video.pictures.map(change),
});
