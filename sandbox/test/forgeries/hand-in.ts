import type { Bytes } from '@family-auth/library/base/bytes.ts';
import { buildSubmission } from '@family-auth/library/client/submission.ts';
import type {
  Challenge,
  ChallengeRequest,
  Step,
  StepReceipt,
} from '@family-auth/library/protocol/challenge.ts';
import type { Submission } from '@family-auth/library/protocol/submission.ts';
import { contentDigest, digest } from '@family-auth/library/seal/digest.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import { signSubmission, submissionBytes } from '@family-auth/library/seal/submission.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { consentsFor, type Draft, draft, putPart, residentOf, submit } from '../support/family.ts';
import { call, type LoggedIn } from '../support/log-in.ts';
import type { Content, Earlier, Forgery } from './forgery.ts';
import { loadedDraws } from './loaded-draws.ts';
import { inOrderOfTime, sealVideo, traceBytes } from './seal-video.ts';
import { type RecordingName, recordingOf, type Video } from './video.ts';
import type { World } from './world.ts';

/** What became of a submission. */
export interface Outcome {
  /** `to_a_person`: a reviewer decides, which is no approval. */
  readonly outcome: 'accepted' | 'refused' | 'to_a_person';
  /** The check of the judgement, or the problem code of the API. */
  readonly refusedBy: string | null;
  /** Every check that did not pass: one that only asks for a person may stand before the one that refused. */
  readonly failed: readonly string[];
  readonly stage: 'api' | 'judgement' | 'none';
  /** Of the answer, where the API refused. */
  readonly status?: number;
}

/** The API refused. */
class Refused extends Error {
  readonly status: number;
  constructor(code: string, status: number) {
    super(code);
    this.status = status;
  }
}

/** Hands in an honest session, or what a forger makes of it, over HTTP from the draft to the decision. */
export async function handIn(
  world: World,
  session: LoggedIn,
  forgery: Forgery,
): Promise<{ result: Outcome; made: Earlier | undefined }> {
  let made: Earlier | undefined;
  try {
    let earlier: Earlier | undefined;
    if (forgery.first) {
      const { recording, submitted } = forgery.first;
      earlier = await carryThrough(world, session, { what: 'first', recording, meant: [] }, undefined);
      if (submitted) {
        await posted(await submit(world.known, session, earlier.applicationId, earlier.document));
        await world.decided();
      }
      world.tick(1000);
    }
    made = await carryThrough(world, session, forgery, earlier);
    world.tick(forgery.uploadMs ?? 500);
    await posted(await submit(world.known, session, made.applicationId, made.document));
    const { status, refusedBy, failed } = await world.decided();
    const outcome =
      status === 'approved' ? 'accepted' : status === 'manual_review' ? 'to_a_person' : 'refused';
    const stage = outcome === 'accepted' ? 'none' : 'judgement';
    return { result: { outcome, refusedBy, failed, stage }, made };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { message, status } = error;
    const refused = { outcome: 'refused', refusedBy: message, failed: [message] } as const;
    return { result: { ...refused, stage: 'api', status }, made };
  } finally {
    world.load([]);
    world.tick(1000);
  }
}

/** Everything but the posting of the manifest. */
async function carryThrough(
  world: World,
  session: LoggedIn,
  forgery: Forgery,
  earlier: Earlier | undefined,
): Promise<Earlier> {
  const { known } = world;
  const recording = recordingOf(forgery.recording);
  const made = await draft(known, session, {
    subject: subjectOf(forgery.recording),
    relationship: 'sibling',
    method: 'face_liveness',
    consents: consentsFor(known, 'face_liveness'),
  });
  const challenge = await openChallenge(world, session, made, forgery);
  const plan = typeof forgery.plan === 'object' ? forgery.plan : recording.plan;
  const video = (await forgery.video?.(recording.video, plan, earlier)) ?? recording.video;
  const nonce = new Uint8Array(Buffer.from(challenge.nonce, 'base64url'));
  const seed = { nonce, applicationId: made.application.id, jkt: session.jkt };
  const sealed = await sealVideo(video, seed, challenge.steps + (forgery.swap === undefined ? 0 : 1));
  const commits = sealed.commits.map((commit) => forgery.commit?.(commit, earlier) ?? commit);
  const receipts: string[] = [];
  for (const i of forgery.order ?? commits.map(({ i }) => i)) {
    const path = `/challenges/${challenge.id}`;
    if (i === forgery.swap) await post<{ step: Step }>(world, session, `${path}/swap`, { i });
    const elapsedMs = commits[i]!.elapsed_ms;
    world.tick(forgery.waitMs?.(i, elapsedMs) ?? elapsedMs + 60);
    receipts.push((await post<StepReceipt>(world, session, `${path}/steps`, commits[i])).receipt);
  }
  const late = (await forgery.later?.(video)) ?? video;
  const { parts, uploads } = await upload(world, session, made, {
    forgery,
    video: late,
    trace: late === video ? sealed.trace : traceBytes(late),
    earlier,
  });
  const claims: Earlier['claims'] = {
    id: challenge.id,
    nonce: challenge.nonce,
    policy_version: challenge.policy_version,
    receipts,
    chain: commits.at(-1)!.chain,
    key_frames: inOrderOfTime(late.pictures).map(({ step, purpose, timestampMs }, at) => ({
      n: at + 1,
      step,
      purpose,
      timestamp_ms: timestampMs,
    })),
  };
  const document = await manifest(world, session, made, { forgery, parts, claims, earlier });
  return { applicationId: made.application.id, jkt: session.jkt, claims, commits, uploads, parts, document };
}

async function openChallenge(
  world: World,
  session: LoggedIn,
  made: Draft,
  forgery: Forgery,
): Promise<Challenge> {
  const recording = recordingOf(forgery.recording);
  const honest: ChallengeRequest = {
    mode: 'interactive',
    measured_fps: recording.measuredFps,
    frame: { width: recording.video.trace.width, height: recording.video.trace.height },
    pace: 'standard',
  };
  const request = forgery.request?.(honest) ?? honest;
  const plan = forgery.plan ?? recording.plan;
  if (plan !== 'chance') {
    const { pace, measured_fps: measuredFps, without } = request;
    world.load(loadedDraws(plan as readonly Step[], { pace, measuredFps, ...(without ? { without } : {}) }));
  }
  return post(world, session, `/applications/${made.application.id}/challenges`, request);
}

async function upload(
  { known }: World,
  session: LoggedIn,
  { application }: Draft,
  {
    forgery,
    video,
    trace,
    earlier,
  }: { forgery: Forgery; video: Video; trace: Bytes; earlier: Earlier | undefined },
) {
  const honest: Content[] = [
    { role: 'trace', cty: 'application/octet-stream', bytes: trace },
    ...inOrderOfTime(video.pictures).map(
      ({ jpeg }): Content => ({ role: 'frame', cty: 'image/jpeg', bytes: jpeg }),
    ),
  ];
  const parts: Submission['parts'] = [];
  const sealed: Earlier['uploads'][number][] = [];
  for (const [n, { role, cty, bytes }] of (forgery.contents?.(honest) ?? honest).entries()) {
    const place = { recipient: known.recipient, app: application.id, n, role, cty };
    const one = await sealPart(bytes, place);
    const changed = forgery.sealed?.(one.sealed.bytes, n) ?? one.sealed.bytes;
    const sha256 = await digest(changed);
    sealed.push({ n, bytes: changed, sha256 });
    parts.push({ ...one.part, sha256, size: changed.length });
  }
  for (const { n, bytes, sha256 } of forgery.uploads?.(sealed, earlier) ?? sealed) {
    const headers = { 'content-digest': contentDigest(sha256) };
    await posted(await putPart(known, session, application.id, n, bytes, headers));
  }
  return { parts, uploads: sealed };
}

async function manifest(
  { known }: World,
  session: LoggedIn,
  made: Draft,
  {
    forgery,
    parts,
    claims,
    earlier,
  }: {
    forgery: Forgery;
    parts: Submission['parts'];
    claims: Earlier['claims'];
    earlier: Earlier | undefined;
  },
): Promise<Bytes> {
  const honest = buildSubmission({
    ...made,
    discovery: known.discovery,
    session: { clientId: session.client.client_id, sub: session.sub },
    parts,
    challenge: claims,
    client: { version: 'test', isolation: 'program' },
    nowMs: Date.now(),
  });
  const submission = forgery.manifest?.(honest, earlier) ?? honest;
  const foreign = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const keyPair =
    forgery.signer === 'foreign'
      ? await crypto.subtle.generateKey(foreign, false, ['sign', 'verify'])
      : session.keyPair;
  const document = submissionBytes(await signSubmission(submission, keyPair, session.jkt));
  return (await forgery.document?.(document, earlier)) ?? document;
}

async function post<Answer>(world: World, session: LoggedIn, path: string, body: unknown): Promise<Answer> {
  const response = await posted(
    await call(session, 'POST', `${world.known.discovery.api_base}${path}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  return (await response.json()) as Answer;
}

async function posted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text();
  const code = response.headers.get('content-type')?.includes('json') ? JSON.parse(text).code : undefined;
  if (response.status >= 500 || code === undefined) throw new Error(`${response.status} ${text}`);
  throw new Refused(code, response.status);
}

function subjectOf(recording: RecordingName) {
  const person = recording.split('-')[0];
  const { name, number } = SYNTHETIC_CITIZENS.find((citizen) => citizen.person === person)!;
  return residentOf(name, number);
}
