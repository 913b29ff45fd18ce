import { drawPlan } from '../../src/challenge/plan.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import { ACTIONS } from '../../src/protocol/challenge.ts';
import { flatFace } from '../../test/challenge/flat-face.ts';
import {
  answerTo,
  closedFor,
  loopOf,
  SEGMENTS,
  scriptedVideoOf,
  stretchesOf,
} from '../../test/challenge/scripted-video.ts';
import { slideshowOf, stillsOnTheWayOf } from '../../test/challenge/slideshow.ts';
import { jitterOf, seededRandom } from '../clips/statistics.mjs';

/** Milliseconds from a prompt to the answer and from the tone to the opening of the eyes: at least, and by so much more. */
const REACTION_MS = [350, 300];
const TONE_REACTION_MS = [250, 300];
const PLANS_DRAWN = 400;

/** For a client that knows all actions, as ours does. `without`: what the person is spared, or null. */
const policyAt = (fps, without = null, actions = ACTIONS) =>
  policyFor({ pace: 'standard', measuredFps: fps, actions, without });

const showMouths = (frames) => frames.some(({ kind, mouth }) => kind === 'face' && mouth);

/** For plans of what these frames can show: traces before version 4 have no mouth. */
export const policySeenIn = (frames, fps) =>
  policyAt(fps, null, showMouths(frames) ? ACTIONS : ACTIONS.filter((action) => action !== 'open_mouth'));

/** What one who answers prompts needs of time: each session another reaction, frames that do not come evenly. */
export function timing(seed, fps, without = null) {
  const random = seededRandom(seed);
  const drawn = ([leastMs, spanMs]) => leastMs + random(spanMs + 1) + 1000 / fps;
  return {
    random,
    fps,
    without,
    policy: policyAt(fps, without),
    reactionMs: drawn(REACTION_MS),
    toneReactionMs: drawn(TONE_REACTION_MS),
    jitter: jitterOf(random),
  };
}

/** A video that plays over and over whatever is asked, from a random place. */
export const loopFromAnywhere = (frames, filmFps, random) =>
  loopOf(frames, filmFps, random(Math.ceil((frames.length * 1000) / filmFps)));

/** The video of a person who answers prompts, and what can be made of it by somebody who is not that person. */
export function openPerson({ segments }, frames, filmFps) {
  const stretches = stretchesOf(segments);
  const hasMouths = showMouths(frames);
  const has = (segment) =>
    stretches[segment] !== stretches.neutral && (segment !== 'open-mouth' || hasMouths);
  const performs = (action) => answerTo({ action }).every(({ segment }) => has(segment));
  const plan = (random, fps, without = null) => {
    const policy = policyAt(fps, without);
    for (let drawn = 0; drawn < PLANS_DRAWN; drawn++) {
      const plan = drawPlan(random, fps, policy);
      if (plan.every(({ action }) => performs(action))) return plan;
    }
    return null;
  };
  return {
    book: () => scriptedVideoOf(frames, stretches, filmFps),
    /** Stills of the video, the right one at the right moment. */
    slideshow: (random) => slideshowOf(frames, random, stretches, filmFps),
    /** The video, but stills of its turns: two to four on each way, which takes as long as fast and calm turns do. */
    stillsOnTheWay: (random) =>
      stillsOnTheWayOf(
        frames,
        random,
        { count: 2 + random(3), wayMs: 250 + random(1150) },
        stretches,
        filmFps,
      ),
    /** The video as it would be on paper that is turned. */
    flat() {
      const book = scriptedVideoOf(frames, stretches, filmFps);
      const rest = frames.find(({ kind }) => kind === 'face');
      return {
        play: book.play,
        at(timestampMs) {
          const frame = book.at(timestampMs);
          return frame.kind === 'face' ? flatFace(frame, rest) : frame;
        },
      };
    },
    /** A plan as the backend draws it, of what the video has an answer to; null where there is none. */
    plan,
    /** Actions that plans of this rate ask for and the video has an answer to. */
    actions: (fps) => drawnActions(fps).filter(performs),
    movements: () => movements().filter(({ acts }) => acts.every(({ segment }) => has(segment))),
  };
}

const known = new Map();

function drawnActions(fps) {
  if (!known.has(fps)) {
    const random = seededRandom('which actions');
    const policy = policyAt(fps);
    const plans = Array.from({ length: PLANS_DRAWN }, () => drawPlan(random, fps, policy));
    const drawn = new Set(plans.flat().map(({ action }) => action));
    known.set(
      fps,
      ACTIONS.filter((action) => drawn.has(action)),
    );
  }
  return known.get(fps);
}

/** Every movement of a video with the action that it answers, if it does: what is shown whatever is asked. */
function movements() {
  const { plan, times } = policyAt(30);
  const closedMs = (holdMs) => holdMs + (times.reopenMinMs + times.reopenMaxMs) / 2;
  const answers = ACTIONS.map((action) => {
    if (action === 'hold_short')
      return { shown: action, action, acts: closedFor(closedMs(plan.holdShortMs)) };
    if (action === 'hold_long')
      return { shown: action, action, acts: closedFor(closedMs(plan.holdLongMs[0])) };
    return { shown: action, action, acts: answerTo({ action }) };
  });
  const used = new Set(answers.flatMap(({ acts }) => acts.map(({ segment }) => segment)));
  const others = Object.keys(SEGMENTS)
    .filter((segment) => segment !== 'neutral' && !used.has(segment))
    .map((segment) => ({ shown: segment, action: null, acts: [{ segment }] }));
  return [...answers, ...others, { shown: 'rest', action: null, acts: [] }];
}
