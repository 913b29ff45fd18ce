import type { CheckName } from './check-names.ts';
import type { CheckRecord } from './check-record.ts';
import { requireAdmission } from './checks/admission.ts';
import {
  checkAllMovements,
  checkChallengeBinding,
  checkChallengeFresh,
  checkFewTries,
  checkReceipts,
  checkStepClock,
} from './checks/challenge.ts';
import { type Remembered, remember } from './checks/earlier.ts';
import { checkReachable } from './checks/person.ts';
import { checkChain, checkNamedFrames, readTrace } from './checks/trace.ts';
import { judgeCitizen } from './judge-citizen.ts';
import { judgeFaceMatch, judgeReplayedPictures } from './judge-face-match.ts';
import { judgeKeyFrames } from './judge-key-frames.ts';
import { judgeTrace, TRACE_JUDGEMENT } from './judge-trace.ts';
import type { JudgedChallenge, JudgedTrace, JudgementInput, KeptFrame } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';

/** Every check of a live face in the order of LIVENESS 8.7. */
export const FACE_CHECKS: readonly CheckName[] = [
  'manifest_binding',
  'manifest_parts',
  'not_oneself',
  'method_for_age',
  'guardian_consent',
  'challenge_binding',
  'challenge_fresh',
  'few_tries',
  'all_movements',
  'receipts',
  'step_clock',
  'trace_format',
  'chain',
  ...TRACE_JUDGEMENT,
  'named_frames',
  'frames_readable',
  'frame_size',
  'frames_differ',
  'one_face',
  'sharpness',
  'landmarks_agree',
  'action_visible',
  'same_person',
  'identity',
  'card_status',
  'frames_not_repeated',
  'frames_new',
  'frames_not_alike',
  'faces_not_alike',
  'relationship',
  'registry_photo',
  'face_match',
  'subject_reachable',
];

/** `face_liveness`, from the outermost wall to the innermost; the expensive and the telling ones come last. */
export async function judgeFace(
  input: JudgementInput,
  ports: JudgementPorts,
  record: CheckRecord,
  remembered: Remembered,
  signal?: AbortSignal,
): Promise<void> {
  const nowMs = ports.clock.epochMs();
  requireAdmission(input, ports.rules, nowMs, record);

  const { challenge } = input;
  if (!challenge) throw new RangeError('A live-face submission needs its challenge to be judged.');
  record.require('challenge_binding', checkChallengeBinding(input, challenge));
  record.require('challenge_fresh', checkChallengeFresh(challenge));
  record.require('few_tries', checkFewTries(challenge));
  record.require('all_movements', checkAllMovements(challenge));
  record.require('receipts', checkReceipts(input, challenge));
  record.require('step_clock', checkStepClock(challenge));

  const kept = keptFrames(input);
  remember(remembered, kept);
  const { trace, actionAt } = await judgeChainedTrace(input, challenge, kept, record);
  const { without } = challenge;
  const evidence = { kept, trace, actionAt, without, pictures: ports.pictures, signal };
  const frames = await judgeKeyFrames(evidence, record, remembered);

  const citizen = await judgeCitizen(input, ports, record);
  await judgeReplayedPictures(frames, remembered, input, citizen, record);
  await judgeFaceMatch(frames, citizen, ports, record, signal);
  // The last: only whoever has the person's face learns it.
  record.require('subject_reachable', checkReachable(citizen, ports.rules, nowMs));
}

/** Integrity first, then what the trace shows, then whether the pictures are those that it calls for. */
async function judgeChainedTrace(
  input: JudgementInput,
  challenge: JudgedChallenge,
  kept: readonly KeptFrame[],
  record: CheckRecord,
): Promise<JudgedTrace> {
  const part = [...input.parts.values()].find(({ role }) => role === 'trace');
  const bytes = part?.bytes ?? new Uint8Array();
  const { finding, trace } = readTrace(bytes);
  record.require('trace_format', finding);
  if (!trace) throw new Error('The checks let an unreadable trace through.');
  record.require('chain', await checkChain(input, challenge, bytes, kept));

  const replay = judgeTrace(trace, challenge, record);
  record.require('named_frames', checkNamedFrames(replay.steps, kept));
  const actionAt = new Map(
    replay.steps.flatMap(({ action, keyFrames }) =>
      keyFrames.map((frame) => [frame.timestampMs, action] as const),
    ),
  );
  return { trace, actionAt };
}

/** Key frames in the order of time, which is that of the chain. */
function keptFrames({ submission, parts }: JudgementInput): readonly KeptFrame[] {
  return (submission.challenge?.key_frames ?? [])
    .map((frame) => ({ ...frame, jpeg: parts.get(frame.n)?.bytes ?? new Uint8Array() }))
    .sort((a, b) => a.timestamp_ms - b.timestamp_ms);
}
