import * as z from 'zod/mini';
import { ApplicationSchema } from './application.ts';

/** `GET /me`: the operator, what is left to them, and their applications that are not bound, withdrawn or expired. */
export const MeSchema = z.object({
  /** The provider's subject identifier. */
  sub: z.string(),
  /** Masked. */
  name: z.string(),
  /** `YYYY`, for relationship plausibility. */
  birth_year: z.optional(z.int()),
  /** How many more may be added. */
  relatives_left: z.int(),
  /** The same for each relationship that is limited. */
  relatives_left_by_relationship: z.record(z.string(), z.int()),
  /** The newest of each subject. */
  applications: z.array(ApplicationSchema),
});
/**
 * The logged-in operator: name (masked), how many relatives may still be added, and open applications.
 *
 * @example
 * ```ts
 * import type { OperatorProfile } from 'family-auth/client';
 *
 * const me: OperatorProfile = await client.me();
 * me.name; // → '柯*远'
 * ```
 */
export type OperatorProfile = z.infer<typeof MeSchema>;
