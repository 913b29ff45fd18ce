import type { Step } from '../protocol/challenge.ts';
import type { Check } from './check.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { faceChecks } from './face-checks.ts';
import type { Policy } from './policy.ts';
import { type ReplayedStep, replaySteps } from './replay-steps.ts';
import type { Trace } from './trace.ts';
import { traceChecks } from './trace-checks.ts';

export type { Check } from './check.ts';

export interface Replay {
  /** In the order of their reveals; a swapped step is followed by its replacement. */
  readonly steps: readonly ReplayedStep[];
  /** `incomplete`: the plan was not carried out. `suspicious`: it was, but a check refuses. */
  readonly verdict: 'live' | 'incomplete' | 'suspicious';
  /** All of them, in the order of `CHECK_NAMES`; the first that did not pass is the reason. */
  readonly checks: readonly Check[];
  /** How closely it was looked at: whether a machine may approve it is for the backend, which has the clock. */
  readonly coverage: Coverage;
}

/**
 * Judges a stored trace by the very reducers that the browser ran: the same frames give the same states, bit by bit.
 *
 * @param plan the steps in the order in which they were revealed; a swapped step is followed by its replacement.
 * @example
 * ```ts
 * import { decodeTrace, type Plan, policyFor, replayTrace } from 'family-auth/verify';
 *
 * const policy = policyFor({ pace: 'standard', measuredFps: 24 });
 * const judge = (bytes: Uint8Array, plan: Plan) => {
 *   const { verdict, checks } = replayTrace(decodeTrace(bytes).trace, plan, policy);
 *   return verdict === 'live' ? verdict : checks.find(({ passed }) => !passed)?.name;
 * };
 * const header = [0x46, 0x41, 0x50, 0x54, 3, 53, 2, 128, 1, 224];
 * judge(new Uint8Array([...header, 3, 0, 0, 0, 33, 0, 33]), []); // → 'plan'
 * ```
 */
export function replayTrace(trace: Trace, plan: readonly Step[], policy: Policy): Replay {
  const replay = replaySteps(trace, plan, policy);
  const { steps } = replay;
  const reveals = trace.records.filter((record) => record.kind === 'reveal');
  const planned =
    plan.length > 0 &&
    trace.records[0]?.kind === 'reveal' &&
    isEqual(
      reveals.map(({ step }) => step),
      plan.map(({ i }) => i),
    );
  const done = steps.filter((step) => step.outcome === 'done').length;
  const swapped = steps.filter((step) => step.outcome === 'swapped').length;
  const carriedOut = done + swapped === plan.length && done > 0;
  const checks: Check[] = [
    { name: 'plan', passed: planned, detail: { revealed: reveals.length, planned: plan.length } },
    { name: 'steps', passed: carriedOut, detail: { done, swapped } },
    ...traceChecks(trace, policy.trace),
    ...faceChecks(replay, policy),
  ];
  const passed = checks.every((check) => check.passed);
  const verdict = passed ? 'live' : planned && carriedOut ? 'suspicious' : 'incomplete';
  return { steps, checks, verdict, coverage: coverageOf(replay, policy) };
}

const isEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
