import * as z from 'zod/mini';
import { QrSchema } from './card.ts';
import { IdSchema, type Method, type Open, TimestampSchema, UrlSchema } from './common.ts';
import type { Notice } from './discovery.ts';

/**
 * Whether a notice is agreed to by the relative alone, on logging in: it is not among the consents that the operator's
 * application is made with.
 */
export const isSubjectsOwn = (
  { given_by, required_for }: Pick<Notice, 'given_by' | 'required_for'>,
  method: Open<Method>,
): boolean => method === 'subject_login' && given_by === 'subject' && required_for.includes(method);

/** `POST /applications/{id}/subject-links`, while the application waits for the relative: the way for them to answer. */
export const SubjectLinkSchema = z.object({
  /** Names the request in {@link SubjectRequestSchema}'s address. Says nothing without the relative's own log-in. */
  token: IdSchema,
  /** The backend's own page, for the relative's own phone. */
  url: UrlSchema,
  /** {@link SubjectLinkSchema.url} as a QR symbol. */
  qr: QrSchema,
  expires_at: TimestampSchema,
});
/**
 * The way for a relative to answer on their own phone, as a link and as a QR symbol, until `expires_at`.
 *
 * @example
 * ```ts
 * import { BackendError, type SubjectLink } from 'family-auth/client';
 *
 * const link: Promise<SubjectLink> = client.subjectLink(application.id);
 * await link.catch((error) => error instanceof BackendError && error.code); // → 'state_conflict'
 * ```
 */
export type SubjectLink = z.infer<typeof SubjectLinkSchema>;

/**
 * `GET /family/subject-links/{token}` by the relative: who asks, and for what. Answered only to the account that is
 * registered with the relative's number; to any other `subject_mismatch`.
 */
export const SubjectRequestSchema = z.object({
  application: IdSchema,
  /** In full: the relative may know who asks. */
  operator_name: z.string(),
  /** Masked: who is asked. */
  subject_name: z.string(),
  /** Code of the relationship: what the relative is to the operator. */
  relationship: z.string(),
  expires_at: TimestampSchema,
});
/**
 * Who asks to add a relative, as that relative is shown it after logging in.
 *
 * @example
 * ```ts
 * import type { SubjectRequest } from 'family-auth/client';
 *
 * const question = ({ operator_name }: SubjectRequest) => `${operator_name} would like to add your card.`;
 * ```
 */
export type SubjectRequest = z.infer<typeof SubjectRequestSchema>;

/** `GET /applications/{id}/appointment`, while the application waits for the relative at a counter. */
export const AppointmentSchema = z.object({
  /** Digits, to be read out or shown; the same until it ends. */
  code: z.string().check(z.regex(/^\d{6,12}$/)),
  /** What the counter scans in place of typing. */
  qr: QrSchema,
  expires_at: TimestampSchema,
});
/**
 * The code with which a relative shows at a counter which application they come for, until `expires_at`.
 *
 * @example
 * ```ts
 * import { type Appointment, BackendError } from 'family-auth/client';
 *
 * const appointment: Promise<Appointment> = client.appointment(application.id);
 * await appointment.catch((error) => error instanceof BackendError && error.code); // → 'state_conflict'
 * ```
 */
export type Appointment = z.infer<typeof AppointmentSchema>;
