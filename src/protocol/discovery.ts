import * as z from 'zod/mini';
import {
  CONSENT_GIVERS,
  type ConsentGiver,
  DurationSchema,
  ID_TYPES,
  type IdType,
  isOneOf,
  LocaleSchema,
  type LocalizedText,
  LocalizedTextSchema,
  METHODS,
  type Method,
  OpenConsentGiverSchema,
  OpenIdTypeSchema,
  OpenMethodSchema,
  openEnum,
  Sha256Schema,
  UrlSchema,
} from './common.ts';

/** Path of the discovery document under the backend's origin. */
export const DISCOVERY_PATH = '/.well-known/family-auth-configuration';

/** `typ` of `signed_metadata`. */
export const METADATA_TYP = 'fap-metadata+jwt';

/** How a face is taken: by a portrait photo, or live with movements. */
const CAPTURES = ['photo', 'liveness'] as const;

/**
 * An age line. Rules are read from the top: `guardian_consent` holds if any rule whose `under` is above the age
 * says so; `capture` is that of the first rule that names one and whose `under` is above the age (no `under`:
 * every age).
 *
 * A capture that a client does not know still decides: neither of the face methods is then open at that age, for either
 * could be less than what the backend asks for; the methods without a face stay. Unknown members are ignored, so that a
 * later minor version never adds one that narrows when a rule holds.
 */
export const AgeRuleSchema = z.object({
  /** Full years; absent: for every age. */
  under: z.optional(z.int().check(z.positive())),
  /** A guardian must consent. */
  guardian_consent: z.optional(z.boolean()),
  /** How a face is taken. */
  capture: z.optional(openEnum(CAPTURES)),
});
export type AgeRule = z.infer<typeof AgeRuleSchema>;

export const RelationshipRuleSchema = z.object({
  /** What the subject is to the operator. */
  code: z.string(),
  label: LocalizedTextSchema,
  /** Whether this relative of a minor may consent as guardian. */
  guardian_capable: z.boolean(),
  /** How many relatives of this relationship one operator may have. */
  max_count: z.optional(z.int()),
  /** Years the relative is older (positive) or younger (negative) than the operator, for plausibility. */
  age_difference: z.optional(z.object({ min: z.optional(z.int()), max: z.optional(z.int()) })),
});
export type RelationshipRule = z.infer<typeof RelationshipRuleSchema>;

/**
 * A consent text. The digest is over the bytes at `url`, UTF-8 plain text.
 *
 * A method that a client does not know says nothing to it in `required_for`. A notice by a giver that a client does not
 * know is never left out: the methods in its `required_for` are not offered by that client.
 */
export const NoticeSchema = z.object({
  /** The same in each language. */
  id: z.string(),
  /** Changes with the text. */
  version: z.string(),
  locale: LocaleSchema,
  title: z.string(),
  url: UrlSchema,
  sha256: Sha256Schema,
  /** Methods that need it. */
  required_for: z.array(OpenMethodSchema),
  /** Who agrees to it. */
  given_by: OpenConsentGiverSchema,
});
/**
 * A consent text that the backend asks for; the text itself is at `url`, with the digest `sha256` (base64url).
 *
 * @example
 * ```ts
 * import type { Notice } from 'family-auth/client';
 *
 * const asked: readonly Notice[] = client.discovery.notices.filter(
 *   ({ required_for, locale }) => required_for.includes('document_review') && locale === 'zh-CN',
 * );
 * const texts = await Promise.all(asked.map((notice) => client.notice(notice))); // each verified against its digest
 * texts.every((text) => text.length > 0); // → true
 * ```
 */
export type Notice = z.infer<typeof NoticeSchema>;

/**
 * Whether a client of this version knows who gives the consent, and can record it. A consent is never dropped: ask
 * {@link supportedMethods} first.
 *
 * @example
 * ```ts
 * import { hasKnownGiver } from 'family-auth/client';
 *
 * const { notices } = client.discovery;
 * notices.filter(hasKnownGiver).length === notices.length; // → true
 * ```
 */
export const hasKnownGiver = (notice: Notice): notice is Notice & { readonly given_by: ConsentGiver } =>
  isOneOf(CONSENT_GIVERS, notice.given_by);

const LivenessPolicySchema = z.object({
  /** How steps are revealed. A client that knows none of them does not offer the face check. */
  modes: z.array(openEnum(['interactive'])),
  /** What may be drawn for a client that says that it knows it. Names that a client does not know are passed over. */
  actions: z.array(z.string()),
  /**
   * What a person may ask to be spared, as `without` of a challenge request: `eyes`, `head`. Other names are passed over.
   * Absent: nothing.
   */
  without: z.optional(z.array(z.string())),
  /** Number of steps of a plan, `neutral` included. */
  steps: z.int(),
  /** Seconds a challenge lives at the pace `standard`. */
  ttl: z.int(),
  /** Seconds a challenge lives at the pace `relaxed`. Default: as `ttl`. */
  ttl_relaxed: z.optional(z.int()),
  /**
   * Version of the thresholds in `challenge/policy.ts` that this backend judges with. A client that has another offers no
   * live-face check.
   */
  policy_version: z.string(),
  /** Processed frames a second below which no live check is possible. */
  min_fps: z.number(),
  /** Of the key frames, pixels. */
  frame: z.object({
    min_width: z.int(),
    min_height: z.int(),
    max_width: z.int(),
    max_height: z.int(),
    /** Of the key frames. A client that cannot make it does not offer the face check. */
    mime: openEnum(['image/jpeg']),
    /** Of JPEG, 0 to 1. */
    quality: z.number(),
  }),
  /** Challenges for one draft. */
  max_attempts: z.int(),
});

/**
 * What a backend says of itself at {@link DISCOVERY_PATH}. Unknown fields are ignored, and the lists of methods, document
 * types, consent givers, captures, modes and policies are open: see {@link offeredMethods} for what follows from a value
 * that is not known.
 */
export const DiscoverySchema = z.object({
  /** Equals the address that the document is read from. */
  issuer: UrlSchema,
  /** All that the backend speaks, `major.minor`, e.g. `1.0`. One of the client's major is enough. */
  protocol_versions: z.array(z.string()),
  /** What there is beside `core`. */
  profiles: z.array(z.string()),
  /** Set by test systems: the element marks every screen and card. */
  test_system: z.optional(z.boolean()),
  /** Where the operations are, and the audience of access tokens. */
  api_base: UrlSchema,
  /** Public keys. */
  jwks_uri: UrlSchema,
  /** Issuers of the OpenID provider; the first is used. */
  authorization_servers: z.array(UrlSchema).check(z.minLength(1)),
  /** Where a person without an account registers; opened in the log-in window with `prompt=create`. */
  registration_supported: z.optional(z.boolean()),
  /**
   * Whether an account of the provider proves who its holder is: name and number were compared with the register, and the
   * holder had a secret that only they can have. Absent: no; then nobody can answer by `subject_login`.
   */
  accounts_verified: z.optional(z.boolean()),
  /** What to ask the provider for. */
  scopes: z.array(z.string()),
  /**
   * Seconds a log-in may be old when an application is submitted, a relative answers, a card's code is shown or a card is
   * unbound; older: `insufficient_user_authentication`.
   */
  max_auth_age: z.optional(z.int()),
  /** Algorithms of what a client signs. */
  submission_signing_alg_values_supported: z.array(z.string()),
  /**
   * Which signatures of a submission must be good: `any`, one that the backend supports. A client that does not know the
   * policy cannot tell whether its signature is enough, and adds nobody.
   */
  submission_signature_policy: openEnum(['any']),
  /** Key agreement of what is sealed. */
  encryption_alg_values_supported: z.array(z.string()),
  /** Encryption of what is sealed. */
  encryption_enc_values_supported: z.array(z.string()),
  /** Documents that may be chosen. */
  id_types: z.array(z.object({ type: OpenIdTypeSchema, label: LocalizedTextSchema })),
  /** Relatives that may be added. */
  relationships: z.array(RelationshipRuleSchema),
  /** Read from the top. */
  age_rules: z.array(AgeRuleSchema),
  /** A method that a client does not know is one that it does not offer. */
  verification_methods: z.array(OpenMethodSchema),
  /** With `face_liveness`. */
  liveness: z.optional(LivenessPolicySchema),
  /** What fits. */
  limits: z.object({
    /** Of one sealed part. */
    part_max_bytes: z.int(),
    /** Parts of one application. */
    parts_max: z.int(),
    /** All parts of one application. */
    evidence_max_bytes: z.int(),
    /** Seconds. */
    draft_ttl: z.int(),
    /** Seconds. */
    poll_min_interval: z.int(),
    /** How many relatives one operator may have in all. */
    relatives_max: z.int(),
  }),
  /** Consent texts. */
  notices: z.array(NoticeSchema),
  /**
   * How long what is kept: `face_frames` and `trace` at the longest after a decision (after an approval nothing);
   * `decision` and `consent_receipt` from the decision on, or from the end of the card that it bound.
   */
  retention: z.object({
    face_frames: DurationSchema,
    trace: DurationSchema,
    decision: DurationSchema,
    consent_receipt: DurationSchema,
    /** Digests and perceptual hashes of pictures that were judged, to notice a replay. */
    fingerprints: z.optional(DurationSchema),
    /** An application that was never submitted, counted from its end. */
    draft: z.optional(DurationSchema),
    /** How long a review by a person may take; then the application ends as `expired` and its evidence is deleted. */
    review: z.optional(DurationSchema),
    deletion_receipt: z.optional(DurationSchema),
    /** A message to a relative, from its delivery on. */
    notification: z.optional(DurationSchema),
    /** The operator's account. */
    account: z.optional(z.union([DurationSchema, openEnum(['until_closed'])])),
    /** A keyed hash of the code by which an account was registered, so that it is good once. */
    activation_code: z.optional(z.union([DurationSchema, openEnum(['indefinite'])])),
    /** The log of who did what; it holds opaque ids alone. */
    audit: z.optional(z.union([DurationSchema, openEnum(['indefinite'])])),
  }),
  /** Who answers by law. */
  controller: z.object({ name: LocalizedTextSchema, contact: z.string(), complaints: z.string() }),
  /**
   * A page of the backend's own origin that runs the element in a frame of a registered portal's page, so that nothing on that page sees
   * what is entered. Absent: there is none.
   */
  frame_uri: z.optional(UrlSchema),
  /**
   * A page of the backend's own origin on which another device takes a draft up. Absent: a draft stays with the device that made it.
   */
  hand_off_uri: z.optional(UrlSchema),
  /** The provider's pages keep `window.opener`, so that a log-in from a cross-site frame can report back. */
  popup_opener_preserved: z.optional(z.boolean()),
  /**
   * All of this document as a JWT (`fap-metadata+jwt`, RFC 8414 section 2.1), for whoever pins the key in its header. Absent: it cannot be
   * pinned.
   */
  signed_metadata: z.optional(z.string()),
  /**
   * Only in an answer to a page whose origin the backend will refuse (`origin_not_allowed`): which origin that is and what to do,
   * for the page's engineer. Such a page asks nobody for anything.
   */
  origin_not_allowed: z.optional(z.string()),
});
/**
 * The backend's discovery document: addresses, supported algorithms and methods, rules, limits and notices.
 *
 * @example
 * ```ts
 * import type { Discovery } from 'family-auth/client';
 *
 * const hasLiveCheck = ({ verification_methods, liveness }: Discovery) =>
 *   verification_methods.includes('face_liveness') && liveness !== undefined;
 * hasLiveCheck(client.discovery); // → true
 * ```
 */
export type Discovery = z.infer<typeof DiscoverySchema>;

/** The part of the document that a portal's server goes by: what else changes in it does not concern it. */
export const ServerDiscoverySchema = z.pick(DiscoverySchema, {
  issuer: true,
  protocol_versions: true,
  profiles: true,
  api_base: true,
  jwks_uri: true,
  authorization_servers: true,
});
export type ServerDiscovery = z.infer<typeof ServerDiscoverySchema>;

/**
 * The verification methods that a backend may be asked for: without verified accounts a log-in says nothing about who the
 * relative is, so that `subject_login` is none of them, whatever else the document lists. Methods that this version does
 * not know are left out.
 */
export const offeredMethods = ({
  verification_methods,
  accounts_verified,
}: Pick<Discovery, 'verification_methods' | 'accounts_verified'>): readonly Method[] =>
  verification_methods
    .filter((method) => isOneOf(METHODS, method))
    .filter((method) => method !== 'subject_login' || accounts_verified === true);

/**
 * Those of {@link offeredMethods} that a client of this version can carry out to the end. None where the signature policy
 * is not known; none of those for which a notice is required whose giver is not known, for a consent is never dropped.
 *
 * @example
 * ```ts
 * import { supportedMethods } from 'family-auth/client';
 *
 * supportedMethods(client.discovery).includes('document_review'); // → true
 * ```
 */
export const supportedMethods = (
  discovery: Pick<
    Discovery,
    'verification_methods' | 'accounts_verified' | 'submission_signature_policy' | 'notices'
  >,
): readonly Method[] =>
  discovery.submission_signature_policy === 'any'
    ? offeredMethods(discovery).filter((method) =>
        discovery.notices.every((notice) => !notice.required_for.includes(method) || hasKnownGiver(notice)),
      )
    : [];

/** The document types that a client of this version can ask for; the backend's labels and order. */
export const knownIdTypes = ({ id_types }: Pick<Discovery, 'id_types'>): readonly KnownIdType[] =>
  id_types.flatMap(({ type, label }) => (isOneOf(ID_TYPES, type) ? [{ type, label }] : []));

/** A document type that this version knows, with the backend's label. */
export interface KnownIdType {
  readonly type: IdType;
  readonly label: LocalizedText;
}
