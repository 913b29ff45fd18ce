import * as z from 'zod/mini';
import {
  ConsentGiverSchema,
  IdSchema,
  isOneOf,
  LocaleSchema,
  MethodSchema,
  type Open,
  OpenConsentGiverSchema,
  OpenMethodSchema,
  openEnum,
  PLAIN_TEXT,
  Sha256Schema,
  TimestampSchema,
} from './common.ts';

const STATUSES = [
  'draft',
  'submitted',
  'processing',
  'manual_review',
  'awaiting_subject',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
] as const;
export const StatusSchema = z.enum(STATUSES);
/**
 * Where an application stands; `approved`, `rejected`, `withdrawn` and `expired` are final.
 *
 * @example
 * ```ts
 * import type { ApplicationStatus } from 'family-auth/client';
 *
 * const over: readonly ApplicationStatus[] = ['approved', 'rejected', 'withdrawn', 'expired'];
 * over.some((status) => status === application.status); // → false
 * ```
 */
export type ApplicationStatus = z.infer<typeof StatusSchema>;

const FINAL_STATUSES: readonly ApplicationStatus[] = ['approved', 'rejected', 'withdrawn', 'expired'];
/** Whether nothing follows by itself. A status that is not known is not final. */
export const isFinal = (status: Open<ApplicationStatus>): boolean => isOneOf(FINAL_STATUSES, status);

/**
 * A status as this version understands it: one that a later version brought is `processing`, under review. Nothing is
 * then asked of the person, and the client goes on asking until the status is one that it knows.
 */
export const knownStatus = (status: Open<ApplicationStatus>): ApplicationStatus =>
  isOneOf(STATUSES, status) ? status : 'processing';

/** The edges a status may move along; every other move is a fault. */
export const STATUS_EDGES: Readonly<Record<ApplicationStatus, readonly ApplicationStatus[]>> = {
  draft: ['submitted', 'withdrawn', 'expired'],
  submitted: ['processing', 'withdrawn'],
  processing: ['approved', 'rejected', 'manual_review', 'awaiting_subject', 'withdrawn'],
  manual_review: ['approved', 'rejected', 'awaiting_subject', 'expired', 'withdrawn'],
  awaiting_subject: ['processing', 'rejected', 'expired', 'withdrawn'],
  approved: [],
  rejected: ['manual_review'],
  withdrawn: [],
  expired: [],
};

export const REASONS = [
  'identity_mismatch',
  'card_not_available',
  'liveness_failed',
  'face_mismatch',
  'evidence_quality',
  'evidence_inconsistent',
  'relationship_unproven',
  'guardian_consent_missing',
  'quota_exceeded',
  'duplicate',
  'subject_declined',
  'subject_no_response',
  'review_expired',
  'subject_unreachable',
  'policy',
] as const;
export const ReasonSchema = z.enum(REASONS);
/**
 * Why an application was rejected; the backend's findings of fraud show as `policy` only. `review_expired` alone goes with
 * `expired`: nobody had decided by the end of the review.
 *
 * @example
 * ```ts
 * import type { DecisionReason } from 'family-auth/client';
 *
 * const worthAnotherPhoto: readonly DecisionReason[] = ['evidence_quality', 'face_mismatch'];
 * application.reason ?? 'none'; // → 'none'
 * ```
 */
export type DecisionReason = z.infer<typeof ReasonSchema>;

/**
 * One consent, as it is sent. `sha256` is the digest of the text that was shown. `at` is what the client's clock says and
 * decides nothing: a backend dates each consent itself when it receives it, and keeps, states and signs that time alone
 * ({@link RecordedConsentSchema}).
 */
export const ConsentSchema = z.object({
  /** The notice's id. */
  notice: z.string(),
  /** The notice's version. */
  version: z.string(),
  sha256: Sha256Schema,
  locale: LocaleSchema,
  /** Who agreed. */
  by: ConsentGiverSchema,
  at: TimestampSchema,
  /** How: a box that was not ticked before. */
  method: z.literal('checkbox'),
});
/**
 * One consent, as it is sent: which text, who agreed, and when by the client's clock (RFC 3339, UTC; a claim).
 *
 * @example
 * ```ts
 * import { type Consent, hasKnownGiver } from 'family-auth/client';
 *
 * const consents: Consent[] = client.discovery.notices.filter(hasKnownGiver).map((notice) => ({
 *   notice: notice.id,
 *   version: notice.version,
 *   sha256: notice.sha256,
 *   locale: notice.locale,
 *   by: notice.given_by,
 *   at: new Date().toISOString(),
 *   method: 'checkbox',
 * }));
 * consents[0]!.method; // → 'checkbox'
 * ```
 */
export type Consent = z.infer<typeof ConsentSchema>;

/** A consent as the backend states it: `at` is when the backend received it, by its own clock. */
export const RecordedConsentSchema = z.object({
  notice: z.string(),
  version: z.string(),
  by: OpenConsentGiverSchema,
  at: TimestampSchema,
});
/** A consent as the backend recorded it: which text, who agreed, and when the backend received it. */
export type RecordedConsent = z.infer<typeof RecordedConsentSchema>;

/** `POST /applications` */
export const CreateApplicationSchema = z.object({
  /** Code of one of `relationships` of discovery: what the subject is to the operator. */
  relationship: z.string(),
  method: MethodSchema,
  /** Compact JWE, see `subject.ts`. */
  subject: z.string(),
  consents: z.array(ConsentSchema),
});
export type CreateApplication = z.infer<typeof CreateApplicationSchema>;

export const PHOTO_ROLES = ['id_document', 'id_document_back', 'portrait', 'social_security_card'] as const;
export const PhotoRoleSchema = z.enum(PHOTO_ROLES);
/**
 * What a photo shows: the side of an identity document with the portrait (or a passport's page), its other side, a
 * portrait, or a social security card.
 *
 * @example
 * ```ts
 * import type { PhotoRole } from 'family-auth/client';
 *
 * const atHand: readonly PhotoRole[] = ['id_document', 'portrait'];
 * const required = application.requirements!.filter((photo) => photo.required);
 * required.every((photo) => atHand.some((role) => role === photo.role)); // → true
 * ```
 */
export type PhotoRole = z.infer<typeof PhotoRoleSchema>;

export const PhotoRequirementSchema = z.object({ role: PhotoRoleSchema, required: z.boolean() });
export type PhotoRequirement = z.infer<typeof PhotoRequirementSchema>;

/**
 * A photo that a draft asks for, where a backend names it. A role that a client does not know is left out where it is not required; where it is
 * required, that client cannot complete the draft and offers another method.
 */
const OpenPhotoRequirementSchema = z.object({ role: openEnum(PHOTO_ROLES), required: z.boolean() });

/**
 * What `GET /applications/{id}` answers; `version` rises by one with each move. Its status, method, reason and the roles of
 * its requirements are open lists: an unknown status is under review ({@link knownStatus}), an unknown reason leaves `rejected` what it is.
 */
export const ApplicationSchema = z.object({
  id: IdSchema,
  /** An open list; one that is not known is under review. */
  status: openEnum(STATUSES),
  /** Rises by one with each move. */
  version: z.int(),
  updated_at: TimestampSchema,
  /** When a draft lapses, how long the relative may take in `awaiting_subject`, or until when `manual_review` lasts. */
  expires_at: z.optional(TimestampSchema),
  method: OpenMethodSchema,
  /** What the subject is to the operator. */
  relationship: z.string(),
  /** Masked, e.g. `张*`; `*` once the consents are withdrawn and no name is kept. */
  subject_name: z.string(),
  /** Photos still asked for, for the methods that take photos. */
  requirements: z.optional(z.array(OpenPhotoRequirementSchema)),
  /** Of a draft: the hand-off that is under way. */
  hand_off: z.optional(IdSchema),
  /** With `rejected`, and `review_expired` with `expired`. */
  reason: z.optional(openEnum(REASONS)),
  /** Whether the same relative may be tried again. */
  retryable: z.boolean(),
  /** Whether an appeal is open now. */
  appealable: z.boolean(),
  estimated_at: z.optional(TimestampSchema),
  /** The bound card, once approved. */
  card_ref: z.optional(IdSchema),
  /** Since when the consents are withdrawn: the status stays, and nothing is kept by which the relative could be known. */
  consents_withdrawn_at: z.optional(TimestampSchema),
});
/**
 * An application as the backend answers it, with the relative's name masked; times are RFC 3339 in UTC.
 *
 * @example
 * ```ts
 * const { status, subject_name, relationship } = await client.application(application.id);
 * [status, subject_name, relationship]; // → ['draft', '施*珍', 'parent']
 * ```
 */
export type Application = z.infer<typeof ApplicationSchema>;

/** What is answered to whoever asks for the application `id`: that one, and no other. */
export const applicationSchemaFor = (id: string) =>
  ApplicationSchema.check(z.refine((application) => application.id === id, { path: ['id'] }));

/** `POST /applications/{id}/appeal`, once, from `rejected`. */
export const AppealSchema = z.object({
  /** For the person who reviews. */
  text: z.string().check(z.minLength(1), z.maxLength(500), z.regex(PLAIN_TEXT)),
});
