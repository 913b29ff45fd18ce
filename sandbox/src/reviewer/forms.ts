import { IdSchema, PLAIN_TEXT } from '@family-auth/library/protocol/common.ts';
import * as z from 'zod/mini';
import { REVIEW_REASONS } from './reviewer-words.ts';

/** An empty choice in the form is no reason. */
const ReasonField = z.pipe(
  z.transform((value) => (value === '' ? undefined : value)),
  z.optional(z.enum(REVIEW_REASONS)),
);

export const DecisionForm = z.object({
  decision: z.enum(['approved', 'rejected']),
  reason: z.optional(ReasonField),
  note: z._default(z.string().check(z.trim(), z.maxLength(500), z.regex(PLAIN_TEXT)), ''),
});

export const CaseParams = z.object({ id: IdSchema });
export const PictureParams = z.object({
  id: IdSchema,
  n: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(999)),
});
