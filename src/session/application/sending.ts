import { anySignal } from '../../base/deadline.ts';
import type { FamilyAuthClient } from '../../client/family-auth-client.ts';
import { buildSubmission } from '../../client/submission.ts';
import type { Application } from '../../protocol/application.ts';
import { BackendError } from '../../protocol/problem.ts';
import { type GeneralJws, SUBMISSION_MAX_LIFETIME_S } from '../../protocol/submission.ts';
import { signSubmission, submissionDigest } from '../../seal/submission.ts';
import type { Draft } from '../entries.ts';
import type { FaceCapture } from '../face/face-check.ts';
import type { Account, Flow } from '../flow.ts';
import { call } from '../login/call.ts';
import { isOffline, isTransient } from '../problem/problem.ts';
import { type Content, challengeClaims, clientFacts, type SealedEvidence, sealContents } from './manifest.ts';

export interface Submitted {
  readonly application: Application;
  /** Missing when it cannot be told which of two manifests arrived. */
  readonly submissionSha256?: string;
}

interface Signed {
  readonly jws: GeneralJws;
  readonly untilMs: number;
}

/** Shares of the way at which everything is sealed, and uploaded. */
const SEALED = 0.1;
const UPLOADED = 0.98;
/** Pause before sending goes on by itself, and how often it does. */
const PAUSE_MS = 4_000;
const PAUSES = 30;
/** A backend that asks for a longer pause than this is a problem that the person hears of. */
const LONGEST_PAUSE_MS = 10_000;
/** The same for a backend that is there but cannot. */
const PAUSES_OF_A_BACKEND = 3;
/** A manifest is signed anew when less of its life is left. */
const MARGIN_MS = 30_000;

/**
 * A submission on its way: seals, uploads, signs and submits once, whatever happens to the connection in between. What
 * is done is not done again when sending is taken up after a fault.
 */
export class Sending {
  readonly #flow: Flow;
  readonly #draft: Draft;
  readonly #contents: readonly Content[];
  readonly #capture: FaceCapture | null;
  #evidence: SealedEvidence | null = null;
  #signed: Signed | null = null;
  #share = 0;
  #begun = false;
  #manifests = 0;

  constructor(flow: Flow, draft: Draft, contents: readonly Content[], capture: FaceCapture | null) {
    this.#flow = flow;
    this.#draft = draft;
    this.#contents = contents;
    this.#capture = capture;
  }

  /** Some of it is at the backend: other evidence needs another draft. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Sends, and goes on by itself after faults that pass. */
  async run(): Promise<Submitted> {
    this.#show(this.#share);
    for (let pauses = 0; ; pauses += 1) {
      try {
        return await call(this.#flow, (client, account) => this.#send(client, account));
      } catch (error) {
        const offline = isOffline(error);
        if (!isTransient(error) || pauses >= (offline ? PAUSES : PAUSES_OF_A_BACKEND)) throw error;
        const askedMs = error instanceof BackendError ? (error.retryAfterMs ?? 0) : 0;
        if (askedMs > LONGEST_PAUSE_MS) throw error;
        this.#show(this.#share, offline);
        await pause(this.#flow, Math.max(PAUSE_MS, askedMs));
        this.#show(this.#share);
      }
    }
  }

  async #send(client: FamilyAuthClient, account: Account): Promise<Submitted> {
    const { signal } = this.#flow;
    const { id } = this.#draft;
    const { sealed } = await this.#seal(client);
    this.#begun = true;
    await client.uploadParts(id, sealed, {
      signal,
      onProgress: (uploaded) => this.#show(SEALED + uploaded * (UPLOADED - SEALED)),
      onOffline: (offline) => this.#show(this.#share, offline),
    });
    const jws = await this.#manifest(client, account);
    const submissionSha256 = await submissionDigest(jws);
    try {
      const application = await client.submit(id, jws, { signal });
      this.#show(1);
      return { application, submissionSha256 };
    } catch (error) {
      const arrived = await this.#alreadySubmitted(client, error);
      if (arrived) {
        return this.#manifests === 1 ? { application: arrived, submissionSha256 } : { application: arrived };
      }
      if (error instanceof BackendError && !isTransient(error)) this.#signed = null;
      throw error;
    }
  }

  async #seal(client: FamilyAuthClient): Promise<SealedEvidence> {
    if (!this.#evidence) {
      const recipient = await client.encryptionKey({ signal: this.#flow.signal });
      const place = { recipient, app: this.#draft.id };
      this.#evidence = await sealContents(this.#contents, place, (share) => this.#show(share * SEALED));
    }
    return this.#evidence;
  }

  /** The same document as long as it is good: posting it again is harmless. */
  async #manifest(client: FamilyAuthClient, { session }: Account): Promise<GeneralJws> {
    const nowMs = this.#flow.clock.epochMs();
    if (this.#signed && nowMs < this.#signed.untilMs) return this.#signed.jws;
    const { parts } = await this.#seal(client);
    const claims = buildSubmission({
      discovery: client.discovery,
      session,
      application: this.#draft,
      subjectSha256: this.#draft.subjectSha256,
      parts,
      consents: this.#draft.consents,
      client: await clientFacts(this.#flow, this.#capture),
      ...(this.#capture ? { challenge: challengeClaims(this.#capture) } : {}),
      nowMs,
    });
    this.#manifests += 1;
    const jws = await signSubmission(claims, session.keyPair, session.jkt);
    this.#signed = { jws, untilMs: nowMs + SUBMISSION_MAX_LIFETIME_S * 1000 - MARGIN_MS };
    return jws;
  }

  /** The answer to an earlier try was lost on its way; it had arrived. */
  async #alreadySubmitted(client: FamilyAuthClient, error: unknown): Promise<Application | null> {
    if (!(error instanceof BackendError) || error.code !== 'state_conflict') return null;
    const application = await client.application(this.#draft.id, { signal: this.#flow.signal });
    return application.status === 'draft' ? null : application;
  }

  /** Progress never goes back. */
  #show(share: number, offline = false): void {
    this.#share = Math.max(this.#share, share);
    this.#flow.publish({ kind: 'sending', percent: Math.floor(this.#share * 100), offline });
  }
}

/** Until the browser says that the connection is back, or for a while. */
async function pause({ clock, parts, signal }: Flow, ms: number): Promise<void> {
  const over = new AbortController();
  const either = anySignal([signal, over.signal]);
  try {
    const rest = clock.sleep(ms, either);
    rest.catch(() => {});
    await Promise.race([rest, parts.page.whenOnline(either)]);
  } finally {
    over.abort();
  }
}
