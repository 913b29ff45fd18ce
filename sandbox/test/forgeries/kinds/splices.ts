import { isAllowedPlan } from '@family-auth/library/challenge/plan.ts';
import { POLICIES } from '@family-auth/library/challenge/policy.ts';
import { replaySteps } from '@family-auth/library/challenge/replay-steps.ts';
import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import type { Action, Step } from '@family-auth/library/protocol/challenge.ts';
import type { Dice } from '../dice.ts';
import type { Forgery, Kind } from '../forgery.ts';
import { withCalledPictures } from '../seal-video.ts';
import { type Picture, RECORDINGS, type RecordingName, recordingOf, type Video } from '../video.ts';

/** Steps 0 to `cut` - 1 of one session, the rest of another, and how they are joined. */
interface Splice {
  readonly from: RecordingName;
  readonly to: RecordingName;
  readonly cut: number;
  /** Milliseconds between the last frame of the one and the first of the other. */
  readonly joinMs: number;
  /** Whether frames without a face fill the join. */
  readonly hidden: boolean;
}

const planOf = ({ from, to, cut }: Splice): Step[] => [
  ...recordingOf(from).plan.slice(0, cut),
  ...recordingOf(to).plan.slice(cut),
];

/** Where step `i` begins: its last reveal. */
const startOf = ({ trace }: Video, i: number) =>
  trace.records.findLastIndex((record) => record.kind === 'reveal' && record.step === i);

function spliced(splice: Splice): Video {
  const [from, to] = [recordingOf(splice.from).video, recordingOf(splice.to).video];
  const head = from.trace.records.slice(0, startOf(from, splice.cut));
  const tail = to.trace.records.slice(startOf(to, splice.cut));
  const headEndMs = head.at(-1)!.timestampMs;
  const shiftMs = headEndMs + splice.joinMs - tail[0]!.timestampMs;
  const later = <Timed extends { timestampMs: number }>(each: Timed): Timed => ({
    ...each,
    timestampMs: each.timestampMs + shiftMs,
  });
  const blanks: TraceRecord[] = [];
  for (let afterMs = 50; splice.hidden && afterMs < splice.joinMs; afterMs += 49 + (afterMs % 4)) {
    blanks.push({ kind: 'none', timestampMs: headEndMs + afterMs });
  }
  const pictures: Picture[] = [
    ...from.pictures.filter(({ step }) => step < splice.cut),
    ...to.pictures.filter(({ step }) => step >= splice.cut).map(later),
  ];
  return {
    trace: { ...from.trace, records: [...head, ...blanks, ...tail.map(later)] },
    pictures,
  };
}

const isDrawn = (splice: Splice) => {
  const actions = planOf(splice).flatMap(({ action }) => (action === 'neutral' ? [] : [action as Action]));
  return isAllowedPlan(actions, recordingOf(splice.from).measuredFps, POLICIES.standard);
};

/** Whether the library itself takes the video for the plan carried out: a forger tries that first. */
function isCarriedOut(splice: Splice): boolean {
  const { steps } = replaySteps(spliced(splice).trace, planOf(splice), POLICIES.standard);
  return steps.length === planOf(splice).length && steps.every(({ outcome }) => outcome === 'done');
}

/** Every way to splice two of `people` that makes a plan which the server may draw. */
function ways(people: readonly RecordingName[], cuts: readonly number[]) {
  return people.flatMap((from) =>
    people.flatMap((to) =>
      cuts
        .map((cut): Splice => ({ from, to, cut, joinMs: 0, hidden: false }))
        .filter((splice) => from !== to && isDrawn(splice)),
    ),
  );
}

const splice = (
  name: string,
  says: string,
  meant: readonly string[],
  choices: readonly Splice[],
  join: (dice: Dice) => Pick<Splice, 'joinMs' | 'hidden'>,
): Kind => ({
  name,
  says,
  make(dice): Forgery {
    const way = { ...dice.pick(choices), ...join(dice) };
    return {
      what: `${way.from}, from step ${way.cut} on ${way.to}, joined in ${way.joinMs} ms`,
      recording: way.from,
      meant,
      plan: planOf(way),
      video: (_, plan) => withCalledPictures(spliced(way), plan, POLICIES.standard),
    };
  },
});

/** Whatever finds that it is not one and the same person from the first frame to the last. */
const ONE_PERSON = [
  'trace_steps',
  'trace_continuity',
  'trace_same_shape',
  'trace_planarity',
  'trace_rigidity',
  'trace_proportions',
  'trace_same_eyes',
  'same_person',
] as const;

/** Another calibration ends steps at other frames, and has other open eyes, than the pictures show. */
const CALIBRATION = [...ONE_PERSON, 'landmarks_agree', 'action_visible'] as const;

const hard = (dice: Dice) => ({ joinMs: dice.between(0, 60), hidden: false });
const covered = (dice: Dice) => ({ joinMs: dice.between(600, 2400), hidden: true });

const splicedLater: Kind = {
  name: 'spliced_later',
  says: 'the rest of the video replaced by another session after the commits',
  make(dice) {
    const recording = dice.pick(RECORDINGS);
    const to = dice.pick([...RECORDINGS, 'finn-swap' as const].filter((other) => other !== recording));
    const cut = dice.between(1, 3);
    return {
      what: `${recording}, from step ${cut} on ${to}`,
      recording,
      meant: ['chain'],
      later: () => spliced({ from: recording, to, cut, joinMs: 20, hidden: false }),
    };
  },
};

export const spliceKinds: readonly Kind[] = [
  splice(
    'spliced_person_cut',
    'actions of another person, cut in at a reveal',
    ONE_PERSON,
    ways(RECORDINGS, [2, 3]),
    hard,
  ),
  splice(
    'spliced_person_covered',
    'actions of another person, behind frames without a face',
    ONE_PERSON,
    ways(RECORDINGS, [2, 3]),
    covered,
  ),
  splice(
    'foreign_calibration_cut',
    "the calibration of another person's session, cut at a reveal",
    CALIBRATION,
    ways(RECORDINGS, [1]),
    hard,
  ),
  splice(
    'foreign_calibration_covered',
    "the calibration of another person's session, behind frames without a face",
    CALIBRATION,
    ways(RECORDINGS, [1]),
    covered,
  ),
  splice(
    'spliced_own_sessions',
    'two sessions of the right person, of which one was handed in before',
    ['frames_new'],
    ways(['anna', 'anna-again'], [1, 2, 3]).filter(isCarriedOut),
    hard,
  ),
  splicedLater,
];
