import { CHECK_NAMES as TRACE_CHECK_NAMES } from '@family-auth/library/challenge/check.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { type Replay, replayTrace } from '@family-auth/library/challenge/replay.ts';
import type { Trace } from '@family-auth/library/challenge/trace.ts';
import type { CheckName } from './check-names.ts';
import type { CheckRecord } from './check-record.ts';
import { checkFullRate } from './checks/full-rate.ts';
import { checkTraceClaims, checkTraceClock } from './checks/trace.ts';
import type { JudgedChallenge } from './judgement.ts';

/** What {@link judgeTrace} looks at, in its order. */
export const TRACE_JUDGEMENT: readonly CheckName[] = [
  ...TRACE_CHECK_NAMES.map((name) => `trace_${name}` as const),
  'trace_claims',
  'trace_clock',
  'full_rate',
];

/** Why a check of turns was not made; `all_movements` then asks for a person. */
export const NO_TURN = 'no turn was asked for';

/** The part of `judgeTrace` that is needed of a challenge. */
export type TracedChallenge = Pick<
  JudgedChallenge,
  'measuredFps' | 'pace' | 'without' | 'frame' | 'plan' | 'steps'
>;

/** The same reducers that the browser ran, then time. Needs no pictures. */
export function judgeTrace(trace: Trace, challenge: TracedChallenge, record: CheckRecord): Replay {
  const policy = policyFor(challenge);
  const replay = replayTrace(trace, challenge.plan, policy);
  for (const { name, passed, undecided = false, notAsked = false, detail } of replay.checks) {
    if (notAsked) record.skip(`trace_${name}`, NO_TURN);
    else record.require(`trace_${name}`, { passed, personDecides: undecided, detail: rounded(detail) });
  }
  if (replay.verdict === 'incomplete') throw new Error('The checks let an incomplete trace through.');
  record.require('trace_claims', checkTraceClaims(trace, challenge, policy));
  record.require('trace_clock', checkTraceClock(replay.steps, challenge));
  record.require('full_rate', checkFullRate(replay.coverage, challenge, policy));
  return replay;
}

const rounded = (detail: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, Math.round(value * 1000) / 1000]));
