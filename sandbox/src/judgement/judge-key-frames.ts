import type { Trace } from '@family-auth/library/challenge/trace.ts';
import type { Face } from '@family-auth/library/landmarks/face.ts';
import type { Without } from '@family-auth/library/protocol/challenge.ts';
import { quantize, type TraceFace } from '@family-auth/library/signals/trace-frame.ts';
import type { PictureReader } from '../pictures/picture-reading.ts';
import type { CheckRecord } from './check-record.ts';
import { checkFramesDiffer, type Remembered, remember } from './checks/earlier.ts';
import { checkSamePerson } from './checks/faces.ts';
import {
  checkFrameSize,
  checkFramesReadable,
  checkOneFace,
  checkSharpness,
  type ReadKeyFrame,
  type SeenKeyFrame,
} from './checks/key-frames.ts';
import { checkActionVisible, checkLandmarksAgree } from './checks/pixels-agree.ts';
import type { JudgedTrace, KeptFrame } from './judgement.ts';

interface KeyFrameEvidence extends JudgedTrace {
  readonly kept: readonly KeptFrame[];
  readonly without: Without | null;
  readonly pictures: Pick<PictureReader, 'read'>;
  readonly signal?: AbortSignal | undefined;
}

/** The server's own look at the pictures: they decode, show one sharp face, and that face does what the trace says. */
export async function judgeKeyFrames(
  { kept, trace, actionAt, without, pictures, signal }: KeyFrameEvidence,
  record: CheckRecord,
  remembered: Remembered,
): Promise<readonly SeenKeyFrame[]> {
  const bytes = kept.map(({ jpeg }) => jpeg);
  const readings = await pictures.read('key_frame', bytes, signal);
  remember(remembered, kept, readings);
  record.require('frames_readable', checkFramesReadable(readings));
  const read = kept.flatMap((frame, at): ReadKeyFrame[] => {
    const picture = readings[at];
    const action = actionAt.get(frame.timestamp_ms);
    return action && picture?.readable ? [{ ...frame, action, picture }] : [];
  });
  record.require('frame_size', checkFrameSize(read, trace.width, trace.height));
  record.require('frames_differ', checkFramesDiffer(read.map(({ picture }) => picture.hash)));
  record.require('one_face', checkOneFace(read));
  record.require('sharpness', checkSharpness(read));

  const seen = read.flatMap((frame) => seenFrame(frame, trace));
  if (seen.length !== kept.length) throw new Error('A key frame was let through without its face.');
  record.require('landmarks_agree', checkLandmarksAgree(seen));
  record.require('action_visible', checkActionVisible(seen, without));
  record.require('same_person', checkSamePerson(seen));
  return seen;
}

function seenFrame(frame: ReadKeyFrame, trace: Trace): SeenKeyFrame[] {
  const { face, descriptor } = frame.picture;
  const claimed = trace.records.find(
    (record): record is TraceFace => record.kind === 'face' && record.timestampMs === frame.timestamp_ms,
  );
  if (!face || !descriptor || !claimed) return [];
  return [{ ...frame, seen: quantize(enlarged(face, trace.width), 0), descriptor, claimed }];
}

/** The face as it lay in the frame before the picture was scaled down. */
function enlarged(face: Face, frameWidth: number): Face {
  const scale = frameWidth / face.frameWidth;
  if (scale === 1) return face;
  const points = face.points.map((value) => value * scale);
  return { ...face, points, frameWidth, frameHeight: Math.round(face.frameHeight * scale) };
}
