/**
 * `family-auth/verify`: what a backend in JavaScript needs of this protocol, by the code that the browser runs. It opens what was
 * sealed, verifies what was signed, draws plans, computes the hash chain again and replays a trace; it looks at no picture. For Node,
 * Deno and workers; no side effects at import, no dependency beyond the client's.
 *
 * ```ts
 * const { content } = await openPart(body, { keys, app, n });
 * const { verdict } = replayTrace(decodeTrace(content).trace, plan, policyFor(request));
 * ```
 */

import type { Step } from './protocol/challenge.ts';

export { drawPlan, swapStep } from './challenge/plan.ts';
export { policyFor } from './challenge/policy-for.ts';
export { POLICY_VERSION } from './challenge/policy-version.ts';
export { replayTrace } from './challenge/replay.ts';
export { recomputeChain } from './evidence/chain.ts';
export { EvidenceError } from './evidence/evidence.ts';
export { decodeTrace } from './evidence/trace-codec.ts';
export { verifyIntent } from './seal/intent.ts';
export { openPart } from './seal/part.ts';
export { SealError } from './seal/seal-error.ts';
export { openSubject } from './seal/subject.ts';
export { submissionDigest, verifySubmission } from './seal/submission.ts';

/**
 * The steps of a challenge in the order in which they were revealed; a swapped step is followed by its replacement.
 *
 * @example
 * ```ts
 * import type { Plan } from 'family-auth/verify';
 *
 * const plan: Plan = [{ i: 0, action: 'neutral', pause_ms: 300, capture_at: [180] }];
 * plan.length; // → 1
 * ```
 */
export type Plan = readonly Step[];
