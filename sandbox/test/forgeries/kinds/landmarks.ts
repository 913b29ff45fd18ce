import { POLICIES } from '@family-auth/library/challenge/policy.ts';
import type { Step } from '@family-auth/library/protocol/challenge.ts';
import { measure } from '@family-auth/library/signals/measure.ts';
import { median } from '@family-auth/library/signals/portable-math.ts';
import { STEPS_PER_PIXEL, type TraceFace } from '@family-auth/library/signals/trace-frame.ts';
import {
  RIGID_POSITIONS,
  TRACE_LANDMARKS,
  tracePosition,
} from '@family-auth/library/signals/trace-landmarks.ts';
import type { Dice } from '../dice.ts';
import type { Kind } from '../forgery.ts';
import { withCalledPictures } from '../seal-video.ts';
import { facesOf, RECORDINGS, type Video, withPoints } from '../video.ts';

const POINTS = TRACE_LANDMARKS.map((_, position) => position);
const LIDS = [160, 158, 153, 144, 385, 387, 373, 380].map(tracePosition);
/** How far around a picture a change fades in and out, milliseconds: no jump gives it away. */
const FADE_MS = 300;

/** With the pictures that the changed trace calls for: where its steps end may have moved by a frame. */
const refitted = (video: Video, plan: readonly Step[]) => withCalledPictures(video, plan, POLICIES.standard);

/** One distance of the eyes in the video, in the trace's units. */
const eyeDistance = (video: Video) =>
  median(facesOf(video).map((face) => measure(face).interOcularPx)) * STEPS_PER_PIXEL;

function centreOf(points: Int16Array): { x: number; y: number } {
  const sum = { x: 0, y: 0 };
  for (const at of POINTS) {
    sum.x += points[at * 3]! / POINTS.length;
    sum.y += points[at * 3 + 1]! / POINTS.length;
  }
  return sum;
}

/** Every point of a face, moved in the plane of the picture. */
function moveEach(
  points: Int16Array,
  move: (x: number, y: number, at: number) => readonly [number, number],
): void {
  for (const at of POINTS) {
    const [x, y] = move(points[at * 3]!, points[at * 3 + 1]!, at);
    points[at * 3] = Math.round(x);
    points[at * 3 + 1] = Math.round(y);
  }
}

/** One point at one picture; in hundredths of the distance of the eyes. */
function pointMoved(
  name: string,
  says: string,
  positions: readonly number[],
  least: number,
  meant: string[],
): Kind {
  return {
    name,
    says,
    make(dice) {
      const recording = dice.pick(RECORDINGS);
      const [position, across, far] = [dice.pick(positions), dice.int(2), dice.eitherWay(least, least + 30)];
      const order = dice.int(100);
      return {
        what: `point ${TRACE_LANDMARKS[position]} moved by ${far} % of the eyes' distance at picture ${order}`,
        recording,
        meant,
        video(video, plan) {
          const pictures = video.pictures.filter(({ step }) => step > 0);
          const by = Math.round((far / 100) * eyeDistance(video));
          const forged = pictures.map((_, at) => {
            const { timestampMs } = pictures[(order + at) % pictures.length]!;
            const moved = withPoints(video, (face, points) => {
              if (face.timestampMs === timestampMs) points[position * 3 + across]! += by;
            });
            return { timestampMs, video: refitted(moved, plan) };
          });
          // Where the change itself makes the plan call for another picture, it is in none.
          const shown = forged.find((each) =>
            each.video.pictures.some(({ timestampMs }) => timestampMs === each.timestampMs),
          );
          return (shown ?? forged[0]!).video;
        },
      };
    },
  };
}

/** Something done to every face of the video. */
function everyFace(
  name: string,
  says: string,
  draw: (dice: Dice) => {
    what: string;
    change: (video: Video) => (face: TraceFace, points: Int16Array) => void;
  },
): Kind {
  return {
    name,
    says,
    make(dice) {
      const recording = dice.pick(RECORDINGS);
      const { what, change } = draw(dice);
      return {
        what,
        recording,
        meant: ['landmarks_agree'],
        video: (video, plan) => refitted(withPoints(video, change(video)), plan),
      };
    },
  };
}

const faceMoved: Kind = {
  name: 'face_moved',
  says: 'the face moved aside around one picture, fading in and out',
  make(dice) {
    const [recording, order] = [dice.pick(RECORDINGS), dice.int(100)];
    const [dx, dy] = [dice.eitherWay(9, 20), dice.eitherWay(0, 8)];
    return {
      what: `by ${dx} and ${dy} % of the eyes' distance around picture ${order}`,
      recording,
      meant: ['landmarks_agree'],
      video(video, plan) {
        const pictures = video.pictures.filter(({ step }) => step > 0);
        const { timestampMs } = pictures[order % pictures.length]!;
        const unit = eyeDistance(video) / 100;
        const moved = withPoints(video, (face, points) => {
          const weight = Math.max(0, 1 - Math.abs(face.timestampMs - timestampMs) / FADE_MS);
          moveEach(points, (x, y) => [x + weight * dx * unit, y + weight * dy * unit]);
        });
        return refitted(moved, plan);
      },
    };
  },
};

const traceMoved = everyFace('trace_moved', 'all faces moved aside', (dice) => {
  const [dx, dy] = [dice.eitherWay(7, 20), dice.eitherWay(0, 15)];
  return {
    what: `by ${dx} and ${dy} % of the eyes' distance`,
    change: (video) => {
      const unit = eyeDistance(video) / 100;
      return (_, points) => moveEach(points, (x, y) => [x + dx * unit, y + dy * unit]);
    },
  };
});

const traceScaled = everyFace('trace_scaled', 'all faces made larger or smaller', (dice) => {
  const percent = dice.pick([-9, -8, -7, 8, 10, 12, 14, 16]);
  return {
    what: `by ${percent} %`,
    change: () => (_, points) => {
      const { x: cx, y: cy } = centreOf(points);
      const scale = 1 + percent / 100;
      moveEach(points, (x, y) => [cx + (x - cx) * scale, cy + (y - cy) * scale]);
      for (const at of POINTS) points[at * 3 + 2] = Math.round(points[at * 3 + 2]! * scale);
    },
  };
});

const traceTilted = everyFace('trace_tilted', 'all faces turned in the plane of the picture', (dice) => {
  const degrees = dice.eitherWay(5, 9);
  return {
    what: `by ${degrees} degrees`,
    change: () => (_, points) => {
      const { x: cx, y: cy } = centreOf(points);
      const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
      moveEach(points, (x, y) => [
        cx + (x - cx) * cos - (y - cy) * sin,
        cy + (x - cx) * sin + (y - cy) * cos,
      ]);
    },
  };
});

const traceSmoothed: Kind = {
  name: 'trace_smoothed',
  says: 'the trace smoothed over time, closures and turns with it',
  make(dice) {
    const [recording, reach] = [dice.pick(RECORDINGS), dice.between(9, 20)];
    return {
      what: `over ${reach} frames to each side`,
      recording,
      meant: ['trace_steps'],
      video(video) {
        const faces = facesOf(video);
        const order = new Map(faces.map((face, at) => [face.timestampMs, at]));
        return withPoints(video, (face, points) => {
          const at = order.get(face.timestampMs)!;
          const near = faces.slice(Math.max(0, at - reach), at + reach + 1);
          points.forEach((_, offset) => {
            points[offset] = Math.round(
              near.reduce((sum, each) => sum + each.points[offset]!, 0) / near.length,
            );
          });
        });
      },
    };
  },
};

const movementExaggerated: Kind = {
  name: 'movement_exaggerated',
  says: 'every movement away from the first picture made larger or smaller',
  make(dice) {
    const [recording, percent] = [dice.pick(RECORDINGS), dice.pick([-40, -35, -30, 35, 40, 50, 60])];
    return {
      what: `by ${percent} %`,
      recording,
      meant: ['trace_steps', 'trace_continuity', 'trace_same_shape', 'trace_proportions', 'landmarks_agree'],
      video(video, plan) {
        const start = facesOf(video)[0]!.points;
        const larger = withPoints(video, (_, points) => {
          points.forEach((value, offset) => {
            points[offset] = Math.round(start[offset]! + (value - start[offset]!) * (1 + percent / 100));
          });
        });
        return refitted(larger, plan);
      },
    };
  },
};

const faceFrozen: Kind = {
  name: 'face_frozen',
  says: 'every other landmark frame is the one before, as from half a video',
  make(dice) {
    const [recording, every] = [dice.pick(RECORDINGS), dice.pick([2, 3])];
    return {
      what: `one of ${every}`,
      recording,
      meant: ['trace_stillness', 'trace_steps'],
      video(video) {
        const faces = facesOf(video);
        const order = new Map(faces.map((face, at) => [face.timestampMs, at]));
        return withPoints(video, (face, points) => {
          const at = order.get(face.timestampMs)!;
          if (at % every > 0) points.set(faces[at - 1]!.points);
        });
      },
    };
  },
};

export const landmarkKinds: readonly Kind[] = [
  pointMoved(
    'rigid_point_thrown',
    'one point of the skull thrown far off at one picture',
    RIGID_POSITIONS,
    75,
    ['trace_continuity'],
  ),
  pointMoved(
    'rigid_point_moved',
    'one point of the skull moved at one picture',
    RIGID_POSITIONS.filter((position) => !LIDS.includes(position)),
    35,
    ['landmarks_agree', 'trace_continuity', 'trace_steps'],
  ),
  pointMoved('lid_point_moved', 'one point of an eyelid moved at one picture', LIDS, 35, [
    'landmarks_agree',
    'trace_steps',
  ]),
  faceMoved,
  traceMoved,
  traceScaled,
  traceTilted,
  traceSmoothed,
  movementExaggerated,
  faceFrozen,
];
