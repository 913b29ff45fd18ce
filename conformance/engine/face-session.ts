import { setTimeout as pause } from 'node:timers/promises';
import { type Bytes, concatBytes } from '@family-auth/library/base/bytes.ts';
import type { Policy } from '@family-auth/library/challenge/policy.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { advanceStep, judgesEyes, startStep } from '@family-auth/library/challenge/step-machine.ts';
import type { StepState } from '@family-auth/library/challenge/step-state.ts';
import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import { type ChainSeed, extendChain, startChain } from '@family-auth/library/evidence/chain.ts';
import type { KeyFrame } from '@family-auth/library/evidence/evidence.ts';
import { createTraceEncoder } from '@family-auth/library/evidence/trace-codec.ts';
import type { Step, StepCommit, StepReceipt, Without } from '@family-auth/library/protocol/challenge.ts';
import type { Baseline } from '@family-auth/library/signals/baseline.ts';
import type { TraceFrame } from '@family-auth/library/signals/trace-frame.ts';
import { movesAtTone, movesFor } from '@family-auth/library/testing/scripted-video.ts';
import {
  cameraPicture,
  openPerson,
  type RenderedPerson,
  renderedPerson,
  type Shown,
} from './rendered-person.ts';

const REACTION_MS = 450;
const TONE_REACTION_MS = 350;
/** Of half an interval: frames do not come evenly. */
const JITTER = 0.4;

/** A key frame that is due: what the trace has it show, and when. */
export interface Due extends Omit<KeyFrame, 'jpeg'>, Pick<Shown, 'picture'> {
  readonly action: Step['action'];
}

/** What is done otherwise than an honest client does it; nothing else is. */
export interface Otherwise {
  /** Frames a second of the camera, and what is said of it. */
  readonly fps?: number;
  readonly without?: Without;
  /** Between two frames, in whole milliseconds; by default as a camera's. */
  readonly everyMs?: number;
  /** Of what the chain begins with. */
  readonly seed?: Partial<ChainSeed>;
  /** What becomes of a record's bytes before they are chained; the count of all before it. */
  readonly bytes?: (bytes: Bytes, record: TraceRecord, before: number) => Bytes;
  /** Which prepared picture is taken for a key frame, and of which instant; `null` takes none. */
  readonly picture?: (due: Due) => { readonly picture: number; readonly atMs: number } | null;
  /** What is committed in the place of this. */
  readonly commit?: (commit: StepCommit) => StepCommit;
  /** By how much a commit is sent after the step ended; before, where it is negative. */
  readonly commitAfterMs?: (step: number) => number;
}

/** What a session leaves to be sealed and handed in. */
export interface Performed {
  readonly trace: Bytes;
  readonly keyFrames: readonly KeyFrame[];
  /** Head after the last key frame. */
  readonly chain: string;
  readonly receipts: readonly string[];
}

export const DEFAULT_FPS = 20;
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Has the rendered person answer every step in real time, and commits each before the next is known. */
export async function perform(
  seed: ChainSeed,
  first: Step,
  commitStep: (commit: StepCommit) => Promise<StepReceipt>,
  otherwise: Otherwise = {},
): Promise<Performed> {
  const person = await renderedPerson();
  const { fps = DEFAULT_FPS, without = null } = otherwise;
  const recorder = startRecorder({ ...seed, ...otherwise.seed }, person, otherwise);
  const policy = policyFor({ pace: 'standard', measuredFps: fps, without });
  const camera = openCamera(person, recorder, policy, { fps, ...otherwise });
  const receipts: string[] = [];
  for (let step: Step | null = first; step !== null; ) {
    const endsAtMs = camera.carryOut(step);
    await camera.until(endsAtMs + (otherwise.commitAfterMs?.(step.i) ?? 0));
    const commit = await recorder.commit(step.i);
    const answer = await commitStep(otherwise.commit?.(commit) ?? commit);
    receipts.push(answer.receipt);
    step = answer.next;
  }
  return { ...(await recorder.finish()), receipts };
}

type Recorder = ReturnType<typeof startRecorder>;

/** Trace, pictures and chain, of the bytes that `otherwise` makes of them. */
function startRecorder(seed: ChainSeed, person: RenderedPerson, otherwise: Otherwise) {
  const { width, height } = person;
  const encoder = createTraceEncoder(width, height);
  const segments: Bytes[] = [];
  let open: Bytes[] = [encoder.header];
  let count = 0;
  let head = startChain(seed);
  const keyFrames: Promise<KeyFrame>[] = [];
  const reveals = new Map<number, number>();
  const closings = new Map<number, { head: Promise<Bytes>; frames: number; timestampMs: number }>();
  function append(record: TraceRecord): void {
    const bytes = encoder.append(record);
    open.push(otherwise.bytes?.(bytes, record, count) ?? bytes);
    count += 1;
    if (record.kind === 'reveal') reveals.set(record.step, record.timestampMs);
  }
  return {
    append,
    keep(due: Due): void {
      const taken = otherwise.picture
        ? otherwise.picture(due)
        : { picture: due.picture, atMs: due.timestampMs };
      if (taken === null) return;
      const { step, purpose, timestampMs } = due;
      const traceSegment = concatBytes(...open);
      segments.push(traceSegment);
      open = [];
      const keyFrame = cameraPicture(person, taken.picture, taken.atMs).then((jpeg) => ({
        ...{ step, purpose, timestampMs, jpeg },
      }));
      keyFrames.push(keyFrame);
      head = Promise.all([head, keyFrame]).then(([before, { jpeg }]) =>
        extendChain(before, { jpeg, traceSegment, timestampMs, step }),
      );
      // Whoever commits hears of a picture that could not be made.
      head.catch(() => {});
      if (purpose === 'closing') closings.set(step, { head, frames: keyFrames.length, timestampMs });
    },
    async commit(i: number): Promise<StepCommit> {
      const closing = closings.get(i)!;
      const { frames, timestampMs } = closing;
      return { i, chain: textOf(await closing.head), frames, elapsed_ms: timestampMs - reveals.get(i)! };
    },
    async finish() {
      return {
        trace: concatBytes(...segments),
        keyFrames: await Promise.all(keyFrames),
        chain: textOf(await head),
      };
    },
  };
}

/** Due times of frames, whole milliseconds: as a camera's, or exactly `everyMs` apart. */
function frameClock(fps: number, everyMs?: number) {
  const frameMs = everyMs ?? 1000 / fps;
  const dueMs = (count: number): number =>
    Math.round(count * frameMs + (everyMs === undefined ? (Math.random() - 0.5) * JITTER * frameMs : 0));
  return { frameMs, dueMs };
}

/** The person before a camera: frames come as time goes by, whether a step is on or not. */
function openCamera(
  person: RenderedPerson,
  recorder: Recorder,
  policy: Policy,
  { fps, everyMs }: { readonly fps: number; readonly everyMs?: number },
) {
  const shown = openPerson(person);
  const startedMs = performance.now();
  const sinceMs = () => performance.now() - startedMs;
  const { frameMs, dueMs } = frameClock(fps, everyMs);
  let baseline: Baseline | null = null;
  let count = 1;
  let nowMs = 0;
  let asked: Step['action'] = 'neutral';
  let nextMs = dueMs(count);
  function nextFrame(): { readonly frame: TraceFrame; readonly picture: number } {
    const evenMs = count * frameMs;
    nowMs = nextMs;
    count += 1;
    nextMs = dueMs(count);
    const { frame, picture } = shown.at(evenMs, nowMs);
    // The lids are measured where they are looked at: it takes time, which a turn needs.
    const kept = judgesEyes(asked) ? frame : { ...frame, lids: null };
    recorder.append(kept);
    return { frame: kept, picture };
  }
  function answer(before: StepState, state: StepState): void {
    const { action } = state.step;
    const evenMs = count * frameMs;
    if (before.clock.shownAtMs === null && state.clock.shownAtMs !== null && action !== 'neutral')
      shown.play(movesFor(action), evenMs + Math.ceil(REACTION_MS / frameMs) * frameMs);
    if (state.tones > before.tones && (action === 'hold_short' || action === 'hold_long'))
      shown.play(movesAtTone, evenMs + Math.ceil(TONE_REACTION_MS / frameMs) * frameMs);
  }

  return {
    /** All frames of a step, ahead of the clock on the wall. @returns when it ends. */
    carryOut(step: Step): number {
      while (nextMs <= sinceMs()) nextFrame();
      asked = step.action;
      recorder.append({ kind: 'reveal', step: step.i, timestampMs: nowMs });
      let state = startStep(step, nowMs, baseline, policy);
      while (state.status !== 'done') {
        const before = state;
        const { frame, picture } = nextFrame();
        state = advanceStep(state, frame);
        if (state.status === 'failed')
          throw new Error(`The kit's person did not get through ${step.action}: ${state.failure}.`);
        if (state.keyFrame !== null) {
          const { action } = step;
          recorder.keep({ step: step.i, action, purpose: state.keyFrame, timestampMs: nowMs, picture });
        }
        answer(before, state);
      }
      baseline = state.baseline;
      return nowMs;
    },
    until: (timeMs: number) => pause(Math.max(0, timeMs - sinceMs())),
  };
}
