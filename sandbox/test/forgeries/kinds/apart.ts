import type { Step, StepAction } from '@family-auth/library/protocol/challenge.ts';
import { STEPS_PER_PIXEL } from '@family-auth/library/signals/trace-frame.ts';
import { TRACE_LANDMARKS, twinOf } from '@family-auth/library/signals/trace-landmarks.ts';
import sharp from 'sharp';
import { type Kind, kindOf } from '../forgery.ts';
import { recordingOf, type Video, withPictures, withPoints } from '../video.ts';

const TWINS = TRACE_LANDMARKS.map((index) => TRACE_LANDMARKS.indexOf(twinOf(index)));
const MIRRORED: Partial<Record<StepAction, StepAction>> = {
  turn_left: 'turn_right',
  turn_right: 'turn_left',
};

const mirroredPlan = (plan: readonly Step[]): Step[] =>
  plan.map((step) => ({ ...step, action: MIRRORED[step.action] ?? step.action }));

/** Landmarks as a mirror shows them. */
const mirroredTrace = (video: Video): Video =>
  withPoints(video, (face, points) => {
    const width = face.frameWidth * STEPS_PER_PIXEL;
    TWINS.forEach((twin, at) => {
      points[at * 3] = width - face.points[twin * 3]!;
      points[at * 3 + 1] = face.points[twin * 3 + 1]!;
      points[at * 3 + 2] = face.points[twin * 3 + 2]!;
    });
  });

const withJpegs = async (video: Video, change: (jpeg: Uint8Array) => Promise<Uint8Array>): Promise<Video> => {
  const jpegs = await Promise.all(video.pictures.map(({ jpeg }) => change(jpeg)));
  return withPictures(video, (picture, at) => ({ ...picture, jpeg: new Uint8Array(jpegs[at]!) }));
};

/**
 * The same idea with pictures that do not follow: it is refused. No face is the same in a mirror to the last digit, so a step may
 * end a frame sooner there than the forger claims (`trace_clock`).
 */
export const mirroredTraceKind: Kind = kindOf(
  'trace_mirrored',
  'a session answered as in a mirror: trace and plan, with the pictures as they are',
  ['landmarks_agree', 'trace_clock'],
  (_, recording) => ({
    what: `${recording}'s`,
    plan: mirroredPlan(recordingOf(recording).plan),
    video: mirroredTrace,
  }),
);

/**
 * Pictures made to match a made-up trace. Nothing in one submission contradicts itself; only what was handed in before,
 * or the face on the registered photo, could tell.
 */
export const apartKinds: readonly Kind[] = [
  {
    ...kindOf(
      'pixels_fabricated',
      'a session handed in before, answered as in a mirror: trace, plan and pictures',
      ['frames_not_alike', 'frames_new', 'faces_not_alike', 'trace_clock'],
      (dice, recording) => {
        const quality = dice.pick([80, 85, 90]);
        return {
          what: `quality ${quality}`,
          plan: mirroredPlan(recordingOf(recording).plan),
          video: (video) =>
            withJpegs(mirroredTrace(video), async (jpeg) =>
              sharp(await sharp(jpeg).flop().toBuffer())
                .jpeg({ quality })
                .toBuffer(),
            ),
        };
      },
    ),
    apart: true,
  },
];
