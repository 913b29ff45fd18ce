import * as z from 'zod/mini';
import { IdTypeSchema } from './common.ts';

/** Plaintext of the subject JWE: who the relative is. Leaves the page only encrypted to the backend's key. */
export const SubjectSchema = z.object({
  /** As on the document; U+00B7 as separator, not normalised. */
  name: z.string().check(z.minLength(1), z.maxLength(150)),
  id: z.object({
    type: IdTypeSchema,
    /** ISO 3166-1 alpha-3 of the issuer; `CHN` for the Chinese documents. */
    country: z.string().check(z.regex(/^[A-Z]{3}$/)),
    /** Half-width, upper case, without spaces. */
    number: z.string().check(z.minLength(5), z.maxLength(20)),
  }),
  /** `YYYY-MM-DD`; required where the number does not hold it (passports, 2017 permanent resident cards hold it partly). */
  birthdate: z.optional(z.iso.date()),
});
/**
 * Who the relative is: name and identity document. Leaves the page only encrypted to the backend's key.
 *
 * @example
 * ```ts
 * import type { Subject } from 'family-auth/client';
 *
 * const relative: Subject = {
 *   name: '施素珍',
 *   id: { type: 'resident_id_card', country: 'CHN', number: '118801195302148146' },
 * };
 * relative.id.number.length; // → 18
 * ```
 */
export type Subject = z.infer<typeof SubjectSchema>;

export const SUBJECT_TYP = 'fap-subject+jwe';
/** Plaintext is padded with spaces to a multiple of this many bytes, so that its length tells nothing. */
export const SUBJECT_PADDING_BYTES = 256;
