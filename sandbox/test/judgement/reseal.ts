import type { Bytes } from '@family-auth/library/base/bytes.ts';
import { recomputeChain } from '@family-auth/library/evidence/chain.ts';
import type { JudgedPart } from '../../src/judgement/judgement.ts';
import type { Session } from './judged-session.ts';

/**
 * What an attacker with the device's key would send: evidence that was changed before it was committed, so that chain,
 * receipts and manifest all fit it.
 */
export async function reseal(session: Session): Promise<Session> {
  const { challenge, submission, parts } = session;
  const frames = submission.challenge!.key_frames;
  const heads = await recomputeChain(
    {
      nonce: new Uint8Array(Buffer.from(challenge.nonce, 'base64url')),
      applicationId: session.input.applicationId,
      jkt: session.input.operator.jkt,
    },
    parts.get(0)!.bytes,
    frames.map(({ n, step, purpose, timestamp_ms }) => ({
      step,
      purpose,
      timestampMs: timestamp_ms,
      jpeg: parts.get(n)!.bytes as Bytes,
    })),
  );
  const text = (chain: Bytes) => Buffer.from(chain).toString('base64url');
  return {
    ...session,
    challenge: {
      ...challenge,
      steps: challenge.steps.map((step) => {
        const head = heads.findLast((each) => each.step === step.i && each.purpose === 'closing')!;
        return { ...step, chain: text(head.chain), frames: head.frames };
      }),
    },
    submission: {
      ...submission,
      challenge: { ...submission.challenge!, chain: text(heads.at(-1)!.chain) },
    },
  };
}

/** The session with every key frame (or those of `which` parts) run through `change`, and sealed again. */
export async function withFrames(
  session: Session,
  change: (jpeg: Uint8Array, n: number) => Uint8Array | Promise<Uint8Array>,
  which: (n: number) => boolean = () => true,
): Promise<Session> {
  const parts = new Map<number, JudgedPart>(session.parts);
  for (const [n, part] of session.parts) {
    if (part.role !== 'frame' || !which(n)) continue;
    parts.set(n, { ...part, bytes: new Uint8Array(await change(part.bytes, n)) });
  }
  return reseal({ ...session, parts });
}

/** The session without one of its key frames, listed nowhere, and sealed again. */
export async function withoutFrame(session: Session, n: number): Promise<Session> {
  const parts = new Map(session.parts);
  parts.delete(n);
  const { submission } = session;
  const challenge = submission.challenge!;
  return reseal({
    ...session,
    parts,
    submission: {
      ...submission,
      parts: submission.parts.filter((part) => part.n !== n),
      challenge: { ...challenge, key_frames: challenge.key_frames.filter((frame) => frame.n !== n) },
    },
  });
}
