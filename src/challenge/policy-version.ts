/**
 * Changes whenever a threshold or a rule does. Kept with the evidence. Both rate profiles go by it.
 *
 * @example
 * ```ts
 * import { POLICY_VERSION } from 'family-auth/verify';
 *
 * // For `liveness` of your discovery document, and for each challenge.
 * const policy_version: string = POLICY_VERSION;
 * ```
 */
export const POLICY_VERSION = '2026-12-01.1';

/**
 * What a compatible policy is: the very same version, and no other. A plan is drawn, a movement recognised and a trace
 * judged by the same thresholds on both sides; by any others a backend might refuse what the person was told was right.
 * A client offers the live-face check only where discovery's `liveness.policy_version` is compatible, and takes no
 * challenge of another policy; the methods without a live face do not depend on it.
 */
export const isCompatiblePolicy = (version: string): boolean => version === POLICY_VERSION;
