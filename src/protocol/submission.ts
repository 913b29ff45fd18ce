import * as z from 'zod/mini';
import { ConsentSchema, PHOTO_ROLES } from './application.ts';
import {
  Base64UrlSchema,
  IdSchema,
  JtiSchema,
  MediaTypeSchema,
  MethodSchema,
  Sha256Schema,
  VersionSchema,
} from './common.ts';

export const SUBMISSION_TYP = 'family-submission+jws';
export const PART_TYP = 'fap-part+jwe';
/** Longest lifetime of a manifest, seconds. */
export const SUBMISSION_MAX_LIFETIME_S = 300;

export const PART_ROLES = ['frame', 'trace', ...PHOTO_ROLES] as const;
export const PartRoleSchema = z.enum(PART_ROLES);
export type PartRole = z.infer<typeof PartRoleSchema>;

/** Protected header of an evidence part's JWE: binds the part to its application and place. */
export const PartHeaderSchema = z.object({
  /** `ECDH-ES`. */
  alg: z.string(),
  /** `A256GCM`. */
  enc: z.string(),
  /** Of the encryption key. */
  kid: z.string(),
  typ: z.literal(PART_TYP),
  /** Of the content. */
  cty: MediaTypeSchema,
  /** The application. */
  app: IdSchema,
  /** Place of the part, from 0. */
  n: z.int(),
  /** What it is. */
  role: PartRoleSchema,
});
export type PartHeader = z.infer<typeof PartHeaderSchema>;

export const PartSchema = z.object({
  /** Place of the part, from 0. */
  n: z.int(),
  /** What it is. */
  role: PartRoleSchema,
  /** Over the JWE bytes as uploaded. */
  sha256: Sha256Schema,
  /** Bytes as uploaded. */
  size: z.int(),
  /** Of the content. */
  cty: MediaTypeSchema,
});
/**
 * An encrypted piece of evidence as the manifest lists it; `size` in bytes, `n` counts from 0.
 *
 * @example
 * ```ts
 * import { type EvidencePart, sealPart } from 'family-auth/client';
 *
 * const recipient = await client.encryptionKey();
 * const place = { recipient, app: application.id, n: 0, role: 'id_document', cty: 'image/jpeg' } as const;
 * const part: EvidencePart = (await sealPart(photo, place)).part;
 * part.size > photo.length; // → true
 * ```
 */
export type EvidencePart = z.infer<typeof PartSchema>;

/** `GET /applications/{id}/evidence` */
export const ReceivedPartsSchema = z.object({
  parts: z.array(z.object({ n: z.int(), sha256: Sha256Schema, size: z.int() })),
});

/** What the key frames of a trace are for. `named`: at an instant the server chose. `closing`: the last of its step. */
const KEY_FRAME_PURPOSES = ['named', 'extreme', 'closing'] as const;
export const KeyFrameSchema = z.object({
  /** Index of the evidence part that holds the JPEG. */
  n: z.int(),
  /** Index `i` of its step. */
  step: z.int(),
  /** What it was kept for. */
  purpose: z.enum(KEY_FRAME_PURPOSES),
  /** On the trace's clock. */
  timestamp_ms: z.int(),
});
export type KeyFrame = z.infer<typeof KeyFrameSchema>;

/** Payload of the submission JWS: everything the backend needs to judge, by digest. */
export const SubmissionSchema = z.object({
  /** The token's client. */
  iss: z.string(),
  /** The operator. */
  sub: z.string(),
  /** The backend's issuer. */
  aud: z.string(),
  /** Epoch seconds. */
  iat: z.int(),
  /** Epoch seconds, 300 after `iat` at most. */
  exp: z.int(),
  jti: JtiSchema,
  /** The application. */
  app: IdSchema,
  /** Protocol version of the client. A backend accepts each of its own major, and passes over claims that it does not know. */
  ver: VersionSchema,
  relationship: z.string(),
  method: MethodSchema,
  /** Digest of the subject JWE, as it was posted. */
  subject: z.object({ sha256: Sha256Schema }),
  /** With `face_liveness`. */
  challenge: z.optional(
    z.object({
      id: IdSchema,
      nonce: Base64UrlSchema,
      /** The challenge's. */
      policy_version: z.string(),
      /** All of them, in the order of the steps. */
      receipts: z.array(z.string()),
      /** Head of the hash chain after the last step. */
      chain: Sha256Schema,
      /** Every `frame` part once, in the order of the chain. */
      key_frames: z.array(KeyFrameSchema),
    }),
  ),
  /** All that was uploaded. */
  parts: z.array(PartSchema),
  consents: z.array(ConsentSchema),
  /** What a reviewer may want to know of the device. */
  client: z.object({
    version: z.string(),
    model_sha256: z.optional(z.string()),
    engine: z.optional(z.string()),
    engine_reason: z.optional(z.string()),
    /** Whether the client runs in the page, in a frame of its own, on the page of a hand-off, or is a program. */
    isolation: z.enum(['inline', 'frame', 'hand_off', 'program']),
    /** Of the embedding page. */
    origin: z.optional(z.string()),
    camera: z.optional(
      z.object({
        width: z.int(),
        height: z.int(),
        frame_rate: z.number(),
        /** Digest of the camera’s name. */
        label_sha256: z.optional(z.string()),
      }),
    ),
  }),
  /** Absolute URL it is posted to: stops re-posting to another backend. */
  htu: z.url(),
});
/**
 * The manifest that the operator's key signs: who, for whom, with what evidence and which consents.
 *
 * @example
 * ```ts
 * import type { Submission } from 'family-auth/client';
 *
 * const lifetimeSeconds = ({ iat, exp }: Submission) => exp - iat;
 * ```
 */
export type Submission = z.infer<typeof SubmissionSchema>;

/** JWS General JSON Serialization (RFC 7515 section 7.2.1). */
export const GeneralJwsSchema = z.object({
  payload: Base64UrlSchema,
  signatures: z
    .array(z.object({ protected: Base64UrlSchema, signature: Base64UrlSchema }))
    .check(z.minLength(1)),
});
/**
 * A signed manifest as it is posted: JWS General JSON Serialization (RFC 7515 section 7.2.1).
 *
 * @example
 * ```ts
 * import type { GeneralJws } from 'family-auth/client';
 *
 * const signed: GeneralJws = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };
 * signed.signatures.length; // → 1
 * ```
 */
export type GeneralJws = z.infer<typeof GeneralJwsSchema>;

export const INTENT_TYP = 'family-intent+jws';

/**
 * A signed intent: an operator withdraws an application, withdraws its consents or unbinds a card; a relative agrees or
 * declines to be added. The same signature as a submission's, its own `typ` and payload.
 *
 * `withdraw_application` ends an application that is not decided, its consents with it. `withdraw_consent` is accepted in
 * every status: an application that is not decided ends as `withdrawn`; a decision stays, without anything by which the
 * relative could be known; a card that was bound stays bound until it is unbound.
 */
export const IntentSchema = z.object({
  /** The token's client. */
  iss: z.string(),
  /** Who is logged in. */
  sub: z.string(),
  /** The backend's issuer. */
  aud: z.string(),
  /** Epoch seconds. */
  iat: z.int(),
  /** Epoch seconds, 300 after `iat` at most. */
  exp: z.int(),
  jti: JtiSchema,
  /** What is wished. */
  intent: z.enum([
    'withdraw_application',
    'withdraw_consent',
    'unbind_card',
    'agree_as_subject',
    'decline_as_subject',
  ]),
  /** The application's or card's id. */
  object: IdSchema,
  /** Only with `agree_as_subject`: what the relative agreed to. */
  consents: z.optional(z.array(ConsentSchema)),
  /** Absolute URL it is posted to. */
  htu: z.url(),
});
export type Intent = z.infer<typeof IntentSchema>;
