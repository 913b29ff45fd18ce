import { setTimeout as sleep } from 'node:timers/promises';
import type { Bytes } from '@family-auth/library/base/bytes.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { advanceStep, judgesEyes, startStep } from '@family-auth/library/challenge/step-machine.ts';
import type { StepState } from '@family-auth/library/challenge/step-state.ts';
import { buildSubmission } from '@family-auth/library/client/submission.ts';
import { createRecorder, type Recorder } from '@family-auth/library/evidence/recorder.ts';
import type {
  Challenge,
  Step,
  StepCommit,
  StepReceipt,
  SwapResponse,
  Without,
} from '@family-auth/library/protocol/challenge.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import { signSubmission, submissionBytes } from '@family-auth/library/seal/submission.ts';
import type { Baseline } from '@family-auth/library/signals/baseline.ts';
import type { TraceFrame } from '@family-auth/library/signals/trace-frame.ts';
import { type Act, answerTo } from '../../../test/challenge/scripted-video.ts';
import { consentsFor, type Draft, draft, putPart, residentOf, statusOf, submit } from '../support/family.ts';
import { call, type LoggedIn } from '../support/log-in.ts';
import { HEIGHT, type Video, WIDTH } from './video.ts';
import type { JudgedWorld } from './world.ts';

const REACTION_MS = 450;
const TONE_REACTION_MS = 350;
/** Of half an interval: frames do not come evenly. */
const JITTER = 0.5;
const DECIDED_WITHIN_MS = 300_000;

/** How a session went. */
export interface Ended {
  readonly outcome: 'approved' | 'review' | 'refused';
  /** The judgement's check, or `prompt:ACTION:WHY` where the plan was not carried out and nothing was handed in. */
  readonly refusedBy: string | null;
  /** What did not do what was asked, where the plan was not carried out and that is known. */
  readonly part?: Without | null;
}

export interface Show {
  readonly video: Video;
  readonly photo: Uint8Array;
  /** Frames a second that the device claims, and has. */
  readonly claimedFps: number;
  readonly trueFps: number;
  /** What is shown to a prompt. Default the video's own answer; `null` gives the session up, `swap` asks for another. */
  readonly answer?: (step: Step) => readonly Act[] | 'swap' | null;
}

/** Shows a video to one session of a relative's application, in real time, and hands in what comes of it. */
export async function playVideo(
  world: JudgedWorld,
  relative: { readonly name: string; readonly number: string },
  show: Show,
): Promise<Ended> {
  const session = await world.operator(show.photo);
  const made = await draft(world.known, session, {
    subject: residentOf(relative.name, relative.number),
    relationship: 'sibling',
    method: 'face_liveness',
    consents: consentsFor(world.known, 'face_liveness'),
  });
  const ask = <Answer>(path: string, body: unknown) => post<Answer>(world, session, path, body);
  const challenge = await ask<Challenge>(`/applications/${made.application.id}/challenges`, {
    mode: 'interactive',
    measured_fps: show.claimedFps,
    frame: { width: WIDTH, height: HEIGHT },
    pace: 'standard',
  });
  const recorder = createRecorder({
    nonce: new Uint8Array(Buffer.from(challenge.nonce, 'base64url')),
    applicationId: made.application.id,
    jkt: session.jkt,
    width: WIDTH,
    height: HEIGHT,
  });
  const camera = openCamera(show, recorder);
  const receipts: string[] = [];
  const steps = `/challenges/${challenge.id}`;
  for (let step: Step | null = challenge.step; step !== null; ) {
    const answer = step.action === 'neutral' ? [] : (show.answer ?? answerTo)(step);
    if (answer === null) return { outcome: 'refused', refusedBy: `given_up:${step.action}` };
    if (answer === 'swap') {
      camera.wave(step);
      step = (await ask<SwapResponse>(`${steps}/swap`, { i: step.i })).step;
      continue;
    }
    const failure = await camera.carryOut(step, answer);
    if (failure) return { outcome: 'refused', refusedBy: `prompt:${step.action}:${failure}` };
    const { chain, frames, elapsedMs } = await recorder.commit(step.i);
    const text = Buffer.from(chain).toString('base64url');
    const commit: StepCommit = { i: step.i, chain: text, frames, elapsed_ms: elapsedMs };
    const answered: StepReceipt = await ask(`${steps}/steps`, commit);
    receipts.push(answered.receipt);
    step = answered.next;
  }
  await handIn(world, session, made, { challenge, receipts, recorder });
  return decided(world, session, made);
}

/** The video before a camera: frames come as time goes by, whether a step is on or not. */
function openCamera({ video, claimedFps, trueFps }: Show, recorder: Recorder) {
  const policy = policyFor({ pace: 'standard', measuredFps: claimedFps });
  const book = video.open();
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  let baseline: Baseline | null = null;
  let count = 0;
  let nowMs = 0;
  let nextMs = frameTime();
  let asked: Step['action'] = 'neutral';

  function frameTime(): number {
    count++;
    return Math.round(((count + (Math.random() - 0.5) * JITTER) * 1000) / trueFps);
  }
  function nextFrame(): TraceFrame {
    nowMs = nextMs;
    nextMs = frameTime();
    const shown = book.at(nowMs);
    const frame = shown.kind === 'face' && !judgesEyes(asked) ? { ...shown, lids: null } : shown;
    recorder.frame(frame);
    return frame;
  }
  /** The step that is to be swapped, whose pictures are due until it is. */
  let waved: StepState | null = null;
  function reveal(step: Step): void {
    while (nextMs <= elapsedMs()) {
      const frame = nextFrame();
      if (waved === null) continue;
      waved = advanceStep(waved, frame);
      keep(waved, frame);
    }
    waved = null;
    asked = step.action;
    recorder.reveal(step.i, nowMs);
  }
  function keep({ step, keyFrame }: StepState, frame: TraceFrame): void {
    if (keyFrame === null || frame.kind !== 'face') return;
    const jpeg = video.picture(frame) as Promise<Bytes>;
    recorder.keyFrame({ step: step.i, purpose: keyFrame, timestampMs: nowMs, jpeg });
  }

  return {
    /** A step that is not carried out but swapped. */
    wave(step: Step): void {
      reveal(step);
      waved = startStep(step, nowMs, baseline, policy);
    },
    /** Until the step is done, by the clock on the wall; or why it failed. */
    async carryOut(step: Step, answer: readonly Act[]): Promise<string | null> {
      reveal(step);
      let state = startStep(step, nowMs, baseline, policy);
      while (state.status !== 'done' && state.status !== 'failed') {
        const before = state;
        const frame = nextFrame();
        state = advanceStep(state, frame);
        keep(state, frame);
        const shown = before.clock.shownAtMs === null && state.clock.shownAtMs !== null;
        if (shown && answer.length > 0) book.play(answer, nowMs + REACTION_MS + 1000 / trueFps);
        if (state.tones > before.tones && answer.some(({ durationMs = 0 }) => durationMs >= 60_000)) {
          const untilOpen = {
            segment: 'eyes-closed',
            durationMs: TONE_REACTION_MS + 1000 / trueFps,
          } as const;
          book.play([untilOpen, { segment: 'eyes-open' }], nowMs);
        }
      }
      await sleep(Math.max(0, nowMs - elapsedMs()));
      baseline = state.baseline;
      return state.status === 'failed' ? (state.failure ?? 'failed') : null;
    },
  };
}

async function handIn(
  { known }: JudgedWorld,
  session: LoggedIn,
  made: Draft,
  {
    challenge,
    receipts,
    recorder,
  }: { challenge: Challenge; receipts: readonly string[]; recorder: Recorder },
): Promise<void> {
  const { trace, keyFrames, chain } = await recorder.finish();
  const contents = [
    { role: 'trace', cty: 'application/octet-stream', bytes: trace } as const,
    ...keyFrames.map(({ jpeg }) => ({ role: 'frame', cty: 'image/jpeg', bytes: jpeg }) as const),
  ];
  const app = made.application.id;
  const parts = [];
  for (const [n, { role, cty, bytes }] of contents.entries()) {
    const { sealed, part } = await sealPart(bytes, { recipient: known.recipient, app, n, role, cty });
    const headers = { 'content-digest': contentDigest(sealed.sha256) };
    await required(await putPart(known, session, app, n, sealed.bytes, headers));
    parts.push(part);
  }
  const submission = buildSubmission({
    ...made,
    discovery: known.discovery,
    session: { clientId: session.client.client_id, sub: session.sub },
    parts,
    challenge: {
      id: challenge.id,
      nonce: challenge.nonce,
      policy_version: challenge.policy_version,
      receipts: [...receipts],
      chain: Buffer.from(chain).toString('base64url'),
      key_frames: keyFrames.map(({ step, purpose, timestampMs }, at) => ({
        n: at + 1,
        step,
        purpose,
        timestamp_ms: timestampMs,
      })),
    },
    client: { version: 'bench', isolation: 'program' },
    nowMs: Date.now(),
  });
  const document = submissionBytes(await signSubmission(submission, session.keyPair, session.jkt));
  await required(await submit(known, session, app, document));
}

async function decided(world: JudgedWorld, session: LoggedIn, { application }: Draft): Promise<Ended> {
  const untilMs = performance.now() + DECIDED_WITHIN_MS;
  for (;;) {
    const judgement = world.judgementOf(application.id);
    if (judgement) {
      const { status } = await statusOf(world.known, session, application.id);
      const refusedBy = judgement.refusedBy ?? null;
      if (status === 'approved') return { outcome: 'approved', refusedBy: null };
      if (status === 'manual_review') return { outcome: 'review', refusedBy };
      if (status === 'rejected') return { outcome: 'refused', refusedBy };
    }
    if (performance.now() > untilMs) throw new Error('A judgement did not come.');
    await sleep(500);
  }
}

async function post<Answer>(world: JudgedWorld, session: LoggedIn, path: string, body: unknown) {
  const url = `${world.known.discovery.api_base}${path}`;
  const init = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return (await (await required(await call(session, 'POST', url, init))).json()) as Answer;
}

async function required(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
}
