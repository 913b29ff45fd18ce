import type { Bytes } from '@family-auth/library/base/bytes.ts';
import { POLICY_VERSION } from '@family-auth/library/challenge/policy-version.ts';
import { replaySteps } from '@family-auth/library/challenge/replay-steps.ts';
import { createRecorder } from '@family-auth/library/evidence/recorder.ts';
import type { Step, Without } from '@family-auth/library/protocol/challenge.ts';
import { inTrouble } from '@family-auth/library/session/face/spare.ts';
import {
  type Played,
  type PlayOptions,
  playSession,
  STANDARD,
} from '../../../test/challenge/play-session.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { Judgement } from '../../src/judgement/judgement.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import type { Citizen } from '../../src/registry/citizen-registry.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import {
  citizenOf,
  inputOf,
  portsWith,
  type RecordedSession,
  sessionFrom,
} from '../judgement/judged-session.ts';
import type { Ended } from './play-video.ts';
import type { Video } from './video.ts';

const BEGAN_AT_MS = Date.parse('2026-11-23T02:00:00Z');
/** What the network takes each way. */
const NETWORK_MS = 30;
const LIFE_MS = 300_000;
const OUTCOMES = { approved: 'approved', manual_review: 'review', rejected: 'refused' } as const;

/** A living adult whose registered photo is the video's. */
const RELATIVE: Citizen = { ...citizenOf('anna'), syntheticFace: false };

export interface FilmedSession {
  readonly video: Video;
  readonly photo: Uint8Array;
  readonly plan: readonly Step[];
  readonly measuredFps: number;
  /** What the plan spares. Default nothing. */
  readonly without?: Without | null;
  readonly timing: PlayOptions;
  readonly pictures: JudgementPorts['pictures'];
}

/**
 * Shows a video to one session and judges all of its evidence, pictures included, as the sandbox does: the same recorder,
 * hash chain and checks, without a network and as fast as the machine is, on a clock of its own. `playVideo` is the same over
 * HTTP in real time.
 */
export async function judgeVideo(session: FilmedSession): Promise<Ended> {
  const { video, photo, plan, timing, pictures } = session;
  const played = playSession(video.open(), plan, timing);
  const { last } = played;
  if (last.status === 'failed') {
    const refusedBy = `prompt:${last.step.action}:${last.failure}`;
    return { outcome: 'refused', refusedBy, part: inTrouble(last) };
  }
  const { recorded, files } = await record(session, played);
  const { width, height } = played.trace;
  const about = { id: 'film', citizen: RELATIVE, frame: { width, height } };
  const input = inputOf(sessionFrom(recorded, (name) => files.get(name)!, about));
  const registry = { ...syntheticRegistry(), find: async () => RELATIVE, photo: async () => photo };
  const judgement = await judgeApplication(input, portsWith(pictures, registry));
  return endOf(judgement);
}

function endOf({ verdict, refusedBy }: Judgement): Ended {
  if (verdict === 'awaiting_subject') throw new Error('A live face awaits nobody.');
  return { outcome: OUTCOMES[verdict], refusedBy: refusedBy ?? null };
}

/** What the client would have handed in, and what the server would have kept. */
async function record(
  { video, plan, measuredFps, without, timing }: FilmedSession,
  { trace, times }: Played,
) {
  const nonce = crypto.getRandomValues(new Uint8Array(32));
  const [applicationId, jkt] = ['app-film', textOf(crypto.getRandomValues(new Uint8Array(32)))];
  const recorder = createRecorder({ nonce, applicationId, jkt, width: trace.width, height: trace.height });
  const { steps: replayed } = replaySteps(trace, plan, timing.policy ?? STANDARD);
  const due = new Map(replayed.flatMap(({ keyFrames }) => keyFrames.map((each) => [each.timestampMs, each])));
  for (const record of trace.records) {
    if (record.kind === 'reveal') {
      recorder.reveal(record.step, record.timestampMs);
      continue;
    }
    recorder.frame(record);
    const keyFrame = due.get(record.timestampMs);
    if (keyFrame && record.kind === 'face') {
      recorder.keyFrame({ ...keyFrame, jpeg: video.picture(record) as Promise<Bytes> });
    }
  }
  const steps = [];
  for (const { i, revealedAtMs, endedAtMs } of times) {
    const { chain, frames, elapsedMs } = await recorder.commit(i);
    steps.push({
      i,
      revealedAtMs: BEGAN_AT_MS + revealedAtMs - NETWORK_MS,
      committedAtMs: BEGAN_AT_MS + endedAtMs + NETWORK_MS,
      chain: textOf(chain),
      frames,
      elapsedMs,
    });
  }
  const evidence = await recorder.finish();
  const files = new Map<string, Uint8Array>([['trace.bin', evidence.trace]]);
  const keyFrames = evidence.keyFrames.map(({ jpeg, ...about }, at) => {
    files.set(`${at}.jpg`, jpeg);
    return { name: `${at}.jpg`, ...about };
  });
  const recorded: RecordedSession = {
    applicationId,
    jkt,
    nonce: textOf(nonce),
    policyVersion: POLICY_VERSION,
    measuredFps,
    pace: 'standard',
    ...(without ? { without } : {}),
    expiresAtMs: BEGAN_AT_MS + LIFE_MS,
    submittedAtMs: steps.at(-1)!.committedAtMs + NETWORK_MS,
    plan,
    steps,
    chain: textOf(evidence.chain),
    keyFrames,
  };
  return { recorded, files };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
