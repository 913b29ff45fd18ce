import type { Bytes } from '@family-auth/library/base/bytes.ts';
import type { ChallengeRequest, Step, StepCommit } from '@family-auth/library/protocol/challenge.ts';
import type { PartRole, Submission } from '@family-auth/library/protocol/submission.ts';
import type { SealedPartBytes } from '@family-auth/library/seal/part.ts';
import type { Dice } from './dice.ts';
import { RECORDINGS, type RecordingName, type Video } from './video.ts';

/** What is encrypted as one part. */
export interface Content {
  readonly role: PartRole;
  readonly cty: string;
  readonly bytes: Uint8Array;
}

/** A part on its way: what is put at `n`, and under which digest. */
export interface Upload {
  readonly n: number;
  readonly bytes: Bytes;
  /** Of the Content-Digest header. Default: that of `bytes`. */
  readonly sha256: string;
}

export type ChallengeClaims = NonNullable<Submission['challenge']>;

/** What became of a session that went before, for forgeries which use it again. */
export interface Earlier {
  readonly applicationId: string;
  readonly jkt: string;
  readonly claims: ChallengeClaims;
  /** The chain's head after each step. */
  readonly commits: readonly StepCommit[];
  readonly uploads: readonly SealedPartBytes[];
  readonly parts: Submission['parts'];
  /** The signed manifest. */
  readonly document: Bytes;
}

/**
 * One forged submission. Whoever makes it owns the client: unless a change is about them, keys, proofs, signature,
 * digests, chain and encryption are right, and the chain is computed over what is forged. The changes stand in the
 * order in which they can be made.
 */
export interface Forgery {
  /** One line about this very one. */
  readonly what: string;
  /** Whose session is the raw material, and who is applied for. */
  readonly recording: RecordingName;
  /** What may refuse it: names of checks of the judgement, or problem codes of the API. */
  readonly meant: readonly string[];
  /** The plan that the server draws. Default that of the recording. `chance`: whatever it really draws. */
  readonly plan?: readonly Step[] | 'chance';
  /** A session for another relative that is carried out first, and whether it is handed in too. */
  readonly first?: { readonly recording: RecordingName; readonly submitted: boolean };
  /** Changes what is asked for with the challenge. */
  readonly request?: (request: ChallengeRequest) => ChallengeRequest;
  /** Asks for another action instead of this step before it is done. */
  readonly swap?: number;
  /** Before anything is committed. `plan` is what the server will reveal. */
  readonly video?: (
    video: Video,
    plan: readonly Step[],
    earlier: Earlier | undefined,
  ) => Video | Promise<Video>;
  /** Changes a commit. */
  readonly commit?: (commit: StepCommit, earlier: Earlier | undefined) => StepCommit;
  /** The order in which steps are committed. Default as revealed. */
  readonly order?: readonly number[];
  /** How much of the server's time goes by between reveal and commit, milliseconds. Default `elapsedMs` + 60. */
  readonly waitMs?: (step: number, elapsedMs: number) => number;
  /** After the last commit, before encryption. */
  readonly later?: (video: Video) => Video | Promise<Video>;
  /** What is encrypted, by place: the trace, then the pictures. */
  readonly contents?: (contents: readonly Content[]) => readonly Content[];
  /** After encryption; the manifest keeps what it said. */
  readonly uploads?: (uploads: readonly Upload[], earlier: Earlier | undefined) => readonly Upload[];
  /** After encryption; the manifest follows. */
  readonly sealed?: (bytes: Bytes, n: number) => Bytes;
  readonly manifest?: (claims: Submission, earlier: Earlier | undefined) => Submission;
  /** Signs in place of the session's own key. */
  readonly signer?: 'own' | 'foreign';
  /** After the signature. */
  readonly document?: (document: Bytes, earlier: Earlier | undefined) => Bytes | Promise<Bytes>;
  /** How much of the server's time goes by before the manifest is posted, milliseconds. Default 500. */
  readonly uploadMs?: number;
}

/** A way to forge; makes as many different ones as are asked for: `nth` counts them, from 0. */
export interface Kind {
  readonly name: string;
  /** A sentence for people. */
  readonly says: string;
  /** Whether it is known that this is not noticed: then it is counted apart. */
  readonly apart?: boolean;
  make(dice: Dice, nth: number): Forgery;
}

/** A way to forge any of the recordings. */
export const kindOf = (
  name: string,
  says: string,
  meant: readonly string[],
  forge: (
    dice: Dice,
    recording: (typeof RECORDINGS)[number],
    nth: number,
  ) => Partial<Forgery> & { readonly what: string },
): Kind => ({
  name,
  says,
  make(dice, nth) {
    const recording = dice.pick(RECORDINGS);
    return { recording, meant, ...forge(dice, recording, nth) };
  },
});
