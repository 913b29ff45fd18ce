import { isAllowedPlan } from '@family-auth/library/challenge/plan.ts';
import { POLICIES } from '@family-auth/library/challenge/policy.ts';
import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import {
  type Action,
  type ChallengeRequest,
  type Step,
  WITHOUT,
} from '@family-auth/library/protocol/challenge.ts';
import { type Kind, kindOf } from '../forgery.ts';
import { RECORDINGS, recordingOf, type Video, withRecords } from '../video.ts';

/** The same actions in every other order that the server may draw. */
function otherOrders(plan: readonly Step[]): Step[][] {
  const [neutral, ...actions] = plan;
  const [asDrawn, ...others] = ordersOf(actions);
  const allowed = others.filter(
    (order) =>
      order.some(({ action }, at) => action !== asDrawn![at]!.action) &&
      isAllowedPlan(
        order.map(({ action }) => action as Action),
        22,
        POLICIES.standard,
      ),
  );
  return allowed.map((order) => [neutral!, ...order.map((step, at) => ({ ...step, i: at + 1 }))]);
}

/** Every order of the steps, first the one they are in. */
function ordersOf(steps: readonly Step[]): Step[][] {
  if (steps.length === 0) return [[]];
  return steps.flatMap((first, at) => ordersOf(steps.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

const isReveal = (record: TraceRecord, step?: number) =>
  record.kind === 'reveal' && (step === undefined || record.step === step);

const withoutReveal = (video: Video, step: number) =>
  withRecords(
    video,
    video.trace.records.filter((record) => !isReveal(record, step)),
  );

/** Step `step` revealed once more, `frames` frames after its reveal. */
function revealedAgain(video: Video, step: number, frames: number): Video {
  const { records } = video.trace;
  const at = records.findIndex((record) => isReveal(record, step)) + 1 + frames;
  const { timestampMs } = records[at - 1]!;
  return withRecords(video, [
    ...records.slice(0, at),
    { kind: 'reveal', step, timestampMs },
    ...records.slice(at),
  ]);
}

/** The reveals of two steps, and the pictures' steps, called by each other's names. */
function relabelled(video: Video, a: number, b: number): Video {
  const other = (step: number) => (step === a ? b : step === b ? a : step);
  return {
    ...withRecords(
      video,
      video.trace.records.map((record) =>
        record.kind === 'reveal' ? { ...record, step: other(record.step) } : record,
      ),
    ),
    pictures: video.pictures.map((picture) => ({ ...picture, step: other(picture.step) })),
  };
}

/** The step of the recording `finn-swap` that was exchanged; an exchange adds a step after the last one. */
const SWAPPED_STEP = 2;
const ADDED_STEP = 5;

/** The exchanged step as if only its first action had been revealed. */
function withoutSwap(video: Video): Video {
  const at = video.trace.records.findLastIndex((record) => isReveal(record, SWAPPED_STEP));
  return withRecords(video, video.trace.records.toSpliced(at, 1));
}

function withoutAddedStep(video: Video): Video {
  const { records } = video.trace;
  const end = records.findIndex((record) => isReveal(record, ADDED_STEP));
  return {
    ...withRecords(video, records.slice(0, end)),
    pictures: video.pictures.filter(({ step }) => step !== ADDED_STEP),
  };
}

export const planKinds: readonly Kind[] = [
  kindOf(
    'other_order',
    'the right actions in another order than was asked for',
    ['trace_steps'],
    (dice, recording) => {
      const plan = dice.pick(otherOrders(recordingOf(recording).plan));
      return { what: plan.map(({ action }) => action).join(' '), plan };
    },
  ),
  kindOf('other_actions', "another recording's plan was asked for", ['trace_steps'], (dice, recording) => {
    const other = dice.pick(RECORDINGS.filter((each) => each !== recording));
    return { what: `${other}'s plan`, plan: recordingOf(other).plan };
  }),
  {
    name: 'spared',
    says: 'asked to be spared the eyes or the head, so that a video of the other alone is enough',
    make(dice) {
      const without = dice.pick(WITHOUT);
      const recording = `anna-without-${without}` as const;
      const request = (honest: ChallengeRequest) => ({ ...honest, without });
      return { what: `without the ${without}`, recording, meant: ['all_movements'], request };
    },
  },
  {
    name: 'spared_the_other',
    says: 'a video of the head alone where it was asked to be spared, or of the eyes',
    make(dice) {
      const without = dice.pick(WITHOUT);
      const recording = without === 'eyes' ? 'anna-without-head' : 'anna-without-eyes';
      const { plan } = recordingOf(`anna-without-${without}`);
      const request = (honest: ChallengeRequest) => ({ ...honest, without });
      return { what: `without the ${without}`, recording, meant: ['trace_steps'], plan, request };
    },
  },
  {
    name: 'spared_unasked',
    says: 'a video of the head alone, or of the eyes, where both were asked to move',
    make(dice) {
      const recording = `anna-without-${dice.pick(WITHOUT)}` as const;
      return { what: recording, recording, meant: ['trace_steps'], plan: recordingOf('anna').plan };
    },
  },
  kindOf('step_skipped', 'a step never revealed in the trace', ['trace_plan'], (dice) => {
    const step = dice.between(1, 3);
    return { what: `step ${step}`, video: (video) => withoutReveal(video, step) };
  }),
  kindOf('step_repeated', 'a step begun a second time in the trace', ['trace_plan'], (dice) => {
    const [step, frames] = [dice.between(0, 3), dice.between(1, 30)];
    return {
      what: `step ${step} after ${frames} frames`,
      video: (video) => revealedAgain(video, step, frames),
    };
  }),
  kindOf(
    'steps_relabelled',
    'two steps called by the names of each other',
    ['trace_plan', 'chain'],
    (dice) => {
      const [a, b] = dice.pick([
        [1, 2],
        [2, 3],
        [1, 3],
        [0, 1],
      ] as const);
      return { what: `steps ${a} and ${b}`, video: (video) => relabelled(video, a, b) };
    },
  ),
  kindOf(
    'swap_not_carried_out',
    'another action asked for, and none shown in its place, or one in the place of another step',
    ['trace_plan'],
    (dice) => {
      const step = dice.between(1, 4);
      const { video } = recordingOf('finn-swap');
      return {
        what: `at step ${step}`,
        recording: 'finn',
        swap: step,
        video: () => (step === SWAPPED_STEP ? withoutSwap(video) : video),
      };
    },
  ),
  kindOf(
    'swap_shown_unasked',
    'a trace with a swapped step of which the server knows nothing',
    ['trace_plan'],
    () => ({
      what: "finn's session with a swap",
      recording: 'finn',
      video: () => withoutAddedStep(recordingOf('finn-swap').video),
    }),
  ),
  kindOf('commits_out_of_order', 'a step committed before its turn', ['step_out_of_order'], (dice) => {
    const order = dice.pick([
      [1, 0, 2, 3],
      [0, 2, 1, 3],
      [0, 1, 3, 2],
      [3, 2, 1, 0],
    ]);
    return { what: order.join(' '), order };
  }),
  kindOf('steps_not_committed', 'the session left before its last step', ['evidence_incomplete'], (dice) => {
    const order = dice.pick([[], [0], [0, 1], [0, 1, 2]]);
    return { what: `${order.length} of 4 steps`, order };
  }),
];
