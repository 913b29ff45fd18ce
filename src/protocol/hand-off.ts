import * as z from 'zod/mini';
import { ConsentSchema, PhotoRequirementSchema } from './application.ts';
import { QrSchema } from './card.ts';
import {
  Base64UrlSchema,
  IdSchema,
  MethodSchema,
  openEnum,
  Sha256Schema,
  TimestampSchema,
} from './common.ts';

/**
 * A draft's evidence by another device: the operator's device shows an invitation, the other one takes it up with a key of its own,
 * and holds the draft once the operator has typed the code that it shows. `docs/protocol/hand-off.md`.
 */

/** `open`: nobody has taken the invitation up. `claimed`: a device has, and shows its code. `confirmed`: it holds the draft. */
export const HAND_OFF_STATUSES = ['open', 'claimed', 'confirmed', 'submitted', 'ended'] as const;
export type HandOffStatus = (typeof HAND_OFF_STATUSES)[number];

/** Why one has ended: by the operator, by the other device, by its time, by codes that were wrong, by a newer one, with its draft. */
export const HAND_OFF_REASONS = [
  'cancelled',
  'declined',
  'expired',
  'wrong_code',
  'replaced',
  'draft_ended',
] as const;
export type HandOffReason = (typeof HAND_OFF_REASONS)[number];

/** How far the other device is: nothing yet, a live check has begun, parts of the evidence have arrived. */
export const HAND_OFF_STAGES = ['ready', 'checking', 'sending'] as const;
export type HandOffStage = (typeof HAND_OFF_STAGES)[number];

/** An origin and nothing more, e.g. `https://portal.example`. */
const OriginSchema = z.url().check(z.refine((value) => URL.parse(value)?.origin === value));

/** `POST /applications/{id}/hand-offs` */
export const CreateHandOffSchema = z.object({
  /** Origin of the portal's page, where the backend's own page in a frame of it asks. Elsewhere the request's `Origin` is the portal. */
  portal: z.optional(OriginSchema),
});

/** The ways to take a hand-off up; whichever is used first ends the others. */
const InvitationSchema = z.object({
  /** To be scanned. Another one takes its place at `expires_at`, 20 s on at most. */
  scan: z.object({ url: z.url(), qr: QrSchema, expires_at: TimestampSchema }),
  /** To be copied into another browser. */
  link: z.url(),
  /** To be typed: a page, and the digits that it asks for. */
  page: z.url(),
  code: z.string().check(z.regex(/^\d{8,12}$/)),
});

/** What the other device needs of the draft; nothing of it is personal. */
const DelegationSchema = z.object({
  /** `iss` and `sub` of the manifest. */
  client_id: z.string(),
  sub: z.string(),
  relationship: z.string(),
  method: MethodSchema,
  subject_sha256: Sha256Schema,
  consents: z.array(ConsentSchema),
  requirements: z.array(PhotoRequirementSchema),
});

/** What `GET /hand-offs/{id}` answers, to the operator's client and to the other device. */
export const HandOffSchema = z.object({
  id: IdSchema,
  application: IdSchema,
  /** An open list; one that is not known has ended. */
  status: openEnum(HAND_OFF_STATUSES),
  /** With `ended`. */
  reason: z.optional(openEnum(HAND_OFF_REASONS)),
  /** With `confirmed`. */
  stage: z.optional(openEnum(HAND_OFF_STAGES)),
  /** With `claimed`: how often the operator may still type a code. */
  tries_left: z.optional(z.int()),
  /** When it ends by itself. */
  expires_at: TimestampSchema,
  /** With `open`, to the operator's client alone. */
  invitation: z.optional(InvitationSchema),
  /** With `confirmed`, to the other device alone. */
  delegation: z.optional(DelegationSchema),
});
/**
 * How handing a draft over to another device stands.
 *
 * @example
 * ```ts
 * import type { HandOff } from 'family-auth/client';
 *
 * const isOver = ({ status }: HandOff) => status === 'submitted' || status === 'ended';
 * ```
 */
export type HandOff = z.infer<typeof HandOffSchema>;

/** `POST /hand-offs/claims`: what stands behind `#` in the address that was scanned or copied, or the digits that were typed. */
export const ClaimHandOffSchema = z.object({
  ticket: z.string().check(z.regex(/^(?:[A-Za-z0-9_-]{40,128}|\d{8,12})$/)),
});

/** What the person at the other device is to read before anything else, and the token that is bound to its key. */
export const HandOffClaimSchema = z.object({
  id: IdSchema,
  /** Opaque; good for this hand-off alone, with proofs by the key that claimed it. */
  token: Base64UrlSchema,
  /** The digits that the operator types on their own device. */
  match_code: z.string().check(z.regex(/^\d{4,6}$/)),
  /** Origin of the portal on whose page the operator is; absent for a program. */
  portal: z.optional(z.string()),
  /** Masked. */
  operator_name: z.string(),
  /** Masked. */
  subject_name: z.string(),
  relationship: z.string(),
  method: MethodSchema,
  expires_at: TimestampSchema,
});
/** What a device that took a hand-off up is told of it. */
export type HandOffClaim = z.infer<typeof HandOffClaimSchema>;

/** `POST /hand-offs/{id}/confirmation`: the digits that the other device shows. */
export const ConfirmHandOffSchema = z.object({ match_code: z.string().check(z.regex(/^\d{4,6}$/)) });
