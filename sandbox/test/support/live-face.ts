import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { Challenge, Step, StepReceipt, Without } from '@family-auth/library/protocol/challenge.ts';
import type { EvidencePart, KeyFrame, Submission } from '@family-auth/library/protocol/submission.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import { type Draft, type Known, putPart } from './family.ts';
import { call, type LoggedIn } from './log-in.ts';

/** A recorded session of a rendered person, see `fixtures/make-session.mjs`. */
export interface Recording {
  readonly steps: readonly { i: number; chain: string; frames: number; elapsedMs: number }[];
  readonly chain: string;
  readonly keyFrames: readonly {
    name: string;
    step: number;
    purpose: KeyFrame['purpose'];
    timestampMs: number;
  }[];
  read(name: string): Uint8Array;
}

export function recordingOf(name: string): Recording {
  const folder = new URL(`../fixtures/sessions/${name}/`, import.meta.url);
  const read = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
  return { ...JSON.parse(readFileSync(new URL('session.json', folder), 'utf8')), read };
}

async function post<Answer>(known: Known, session: LoggedIn, path: string, body: unknown): Promise<Answer> {
  const response = await call(session, 'POST', `${known.discovery.api_base}${path}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/**
 * A live-face session carried out with what was recorded in another one; the server's clock goes as it did there.
 *
 * @param options `swap`: the step to swap before it is done. `agoMs`: how long ago it began by the server's clock. `without`:
 *   what is asked to be spared.
 * @returns the session, its receipts, and every step in the order of the reveals.
 */
export async function carryOut(
  t: TestContext,
  {
    known,
    session,
    made,
    recording,
    swap,
    agoMs = 0,
    without,
  }: {
    known: Known;
    session: LoggedIn;
    made: Draft;
    recording: Recording;
    swap?: number | undefined;
    agoMs?: number | undefined;
    without?: Without | undefined;
  },
) {
  const asked = {
    mode: 'interactive',
    measured_fps: 20,
    frame: { width: 640, height: 480 },
    pace: 'standard',
    without,
  };
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() - agoMs });
  try {
    const path = `/applications/${made.application.id}/challenges`;
    const challenge = await post<Challenge>(known, session, path, asked);
    const receipts: string[] = [];
    const revealed: Step[] = [challenge.step];
    for (const { i, chain, frames, elapsedMs } of recording.steps) {
      if (i === swap) {
        const { step } = await post<{ step: Step }>(known, session, `/challenges/${challenge.id}/swap`, {
          i,
        });
        revealed.push(step);
      }
      t.mock.timers.tick(elapsedMs + 60);
      const commit = { i, chain, frames, elapsed_ms: elapsedMs };
      const steps = `/challenges/${challenge.id}/steps`;
      const { receipt, next } = await post<StepReceipt>(known, session, steps, commit);
      receipts.push(receipt);
      if (next) revealed.push(next);
    }
    return { challenge, receipts, revealed };
  } finally {
    t.mock.timers.reset();
  }
}

/** Uploads trace and key frames of a recording; what the manifest says of them. */
export async function uploadRecording(
  known: Known,
  session: LoggedIn,
  { application }: Draft,
  recording: Recording,
) {
  const { keyFrames, read } = recording;
  const contents = [
    { role: 'trace', cty: 'application/octet-stream', bytes: read('trace.bin') } as const,
    ...keyFrames.map(({ name }) => ({ role: 'frame', cty: 'image/jpeg', bytes: read(name) }) as const),
  ];
  const parts: EvidencePart[] = [];
  for (const [n, { role, cty, bytes }] of contents.entries()) {
    const place = { recipient: known.recipient, app: application.id, n, role, cty };
    const { sealed, part } = await sealPart(bytes, place);
    const headers = { 'content-digest': contentDigest(sealed.sha256) };
    const response = await putPart(known, session, application.id, n, sealed.bytes, headers);
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    parts.push(part);
  }
  return parts;
}

/** The manifest's claims of a session carried out with a recording. */
export const challengeClaims = (
  { challenge, receipts }: { challenge: Challenge; receipts: readonly string[] },
  { chain, keyFrames }: Recording,
): NonNullable<Submission['challenge']> => ({
  id: challenge.id,
  nonce: challenge.nonce,
  policy_version: challenge.policy_version,
  receipts: [...receipts],
  chain,
  key_frames: keyFrames.map(({ step, purpose, timestampMs }, at) => ({
    n: at + 1,
    step,
    purpose,
    timestamp_ms: timestampMs,
  })),
});
