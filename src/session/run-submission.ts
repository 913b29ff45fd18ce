import { buildSubmission } from '../client/build-submission.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import type { Application } from '../protocol/application.ts';
import { BackendError } from '../protocol/problem.ts';
import { type GeneralJws, SUBMISSION_MAX_LIFETIME_S } from '../protocol/submission.ts';
import { signSubmission } from '../seal/sign-submission.ts';
import { submissionDigest } from '../seal/submission-bytes.ts';
import { call } from './call.ts';
import { clientFacts } from './client-facts.ts';
import type { Draft } from './entries.ts';
import { isOffline, isTransient } from './problem.ts';
import type { FaceCapture } from './run-face-check.ts';
import { type Content, challengeClaims, type SealedEvidence, sealContents } from './seal-evidence.ts';
import type { Account, Walk } from './walk.ts';

export interface Submitted {
  readonly application: Application;
  readonly submissionSha256: string;
}

/** A submission on its way: what is done is not done again when sending is taken up after a fault. */
export interface Sending {
  /** Some of it is at the backend: other evidence needs another draft. */
  readonly begun: boolean;
  run(): Promise<Submitted>;
}

interface Signed {
  readonly jws: GeneralJws;
  readonly untilMs: number;
}

const SEALING_SHARE = 0.1;
/** Pause before sending goes on by itself, and how often it does. */
const PAUSE_MS = 4_000;
const PAUSES = 30;
/** The same for a backend that is there but cannot. */
const PAUSES_OF_A_BACKEND = 3;
/** A manifest is signed anew when less of its life is left. */
const MARGIN_MS = 30_000;

/** Seals, uploads, signs and submits once, whatever happens to the connection in between. */
export function prepareSending(
  walk: Walk,
  draft: Draft,
  contents: readonly Content[],
  capture: FaceCapture | null,
): Sending {
  const { signal, clock } = walk;
  let evidence: SealedEvidence | null = null;
  let signed: Signed | null = null;
  let begun = false;
  let share = 0;
  const show = (now: number, offline = false) => {
    share = Math.max(share, now);
    walk.publish({ kind: 'sending', percent: Math.floor(share * 100), offline });
  };

  async function seal(client: FamilyAuthClient): Promise<SealedEvidence> {
    if (evidence) return evidence;
    const recipient = await client.encryptionKey({ signal });
    evidence = await sealContents(contents, { recipient, app: draft.id }, (sealed) =>
      show(sealed * SEALING_SHARE),
    );
    return evidence;
  }

  async function manifest({ client, session }: Account): Promise<GeneralJws> {
    if (signed && clock.epochMs() < signed.untilMs) return signed.jws;
    const { parts } = await seal(client);
    const claims = buildSubmission({
      discovery: client.discovery,
      session,
      application: draft,
      subjectSha256: draft.subjectSha256,
      parts,
      consents: draft.consents,
      client: await clientFacts(walk, capture),
      ...(capture === null ? {} : { challenge: challengeClaims(capture) }),
      nowMs: clock.epochMs(),
    });
    const jws = await signSubmission(claims, session.keyPair, session.jkt);
    signed = { jws, untilMs: clock.epochMs() + SUBMISSION_MAX_LIFETIME_S * 1000 - MARGIN_MS };
    return jws;
  }

  async function send(client: FamilyAuthClient, account: Account): Promise<Submitted> {
    const { sealed } = await seal(client);
    begun = true;
    await client.uploadParts(draft.id, sealed, {
      signal,
      onProgress: (uploaded) => show(SEALING_SHARE + uploaded * (0.98 - SEALING_SHARE)),
      onOffline: (offline) => show(share, offline),
    });
    const jws = await manifest(account);
    try {
      const application = await client.submit(draft.id, jws, { signal });
      show(1);
      return { application, submissionSha256: await submissionDigest(jws) };
    } catch (error) {
      const arrived = await alreadySubmitted(client, error);
      if (arrived) return { application: arrived, submissionSha256: await submissionDigest(jws) };
      if (error instanceof BackendError && !isTransient(error)) signed = null;
      throw error;
    }
  }

  /** The answer to an earlier try was lost on its way; it had arrived. */
  async function alreadySubmitted(client: FamilyAuthClient, error: unknown): Promise<Application | null> {
    if (!(error instanceof BackendError) || error.code !== 'state_conflict') return null;
    const application = await client.application(draft.id, { signal });
    return application.status === 'draft' ? null : application;
  }

  return {
    get begun() {
      return begun;
    },
    async run() {
      show(share);
      for (let pauses = 0; ; pauses += 1) {
        try {
          return await call(walk, send);
        } catch (error) {
          if (!isTransient(error) || pauses >= (isOffline(error) ? PAUSES : PAUSES_OF_A_BACKEND)) throw error;
          show(share, isOffline(error));
          await pause(walk);
          show(share);
        }
      }
    },
  };
}

/** Until the browser says that the connection is back, or for a while. */
async function pause({ clock, parts, signal }: Walk): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    const rest = clock.sleep(PAUSE_MS, either);
    rest.catch(() => {});
    await Promise.race([rest, parts.page.whenOnline(either)]);
  } finally {
    over.abort();
  }
}
