import * as z from 'zod/mini';
import { isSafeUrl } from '../base/http.ts';

/** Base64url without padding (RFC 4648 section 5). */
export const Base64UrlSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]*$/));
/** SHA-256 digest, base64url: 43 characters. */
export const Sha256Schema = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
/** Characters that are whole and printed, and line breaks: no NUL, no other control, no half of a surrogate pair. */
export const PLAIN_TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;
/** Names one signed document. */
export const JtiSchema = z.string().check(z.regex(/^[\x21-\x7e]{8,256}$/));
/** Media type without parameters. */
export const MediaTypeSchema = z.string().check(z.regex(/^[a-z]+\/[a-z0-9.+-]{1,60}$/));
/** Opaque identifier in a URL path: never a name, a number or a token. */
export const IdSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/));
/** Absolute URL that a client asks or opens: `https:`, or `http:` on this computer. */
export const UrlSchema = z.url().check(z.refine(isSafeUrl));
/** RFC 3339 date-time in UTC. */
export const TimestampSchema = z.iso.datetime();
/** ISO 8601 duration, e.g. `P30D`. */
export const DurationSchema = z.iso.duration();
/** BCP 47 language tag. */
export const LocaleSchema = z.string().check(z.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/));

/**
 * Version of the protocol that this library speaks: `major.minor`. A minor version only adds: members, values of open
 * lists, endpoints. Whoever speaks another minor version of the same major is understood, what they add is passed over;
 * another major version is refused with `unsupported_version`, by a client before anybody logs in.
 */
export const PROTOCOL_VERSION = '1.0';

/** A protocol version on the wire: `major.minor`. */
export const VersionSchema = z.string().check(z.regex(/^\d{1,6}\.\d{1,6}$/));

/** Whether a version is of the major that this library speaks, whatever its minor. */
export const isSupportedVersion = (version: string): boolean =>
  VersionSchema.safeParse(version).success && version.split('.')[0] === PROTOCOL_VERSION.split('.')[0];

/**
 * A value of an open list: one that this version knows, or one that a later minor version of the protocol brings. Compare
 * it with the values you know, and keep a branch for the rest.
 *
 * @example
 * ```ts
 * import type { ApplicationStatus, Open } from 'family-auth/client';
 *
 * const inWords = (status: Open<ApplicationStatus>) => (status === 'approved' ? 'done' : 'under review');
 * inWords('second_opinion'); // → 'under review'
 * ```
 */
export type Open<Known extends string> = Known | (string & {});

/**
 * Reads a value of an open list. What a backend answers is read by it wherever a later minor version may add a value, so
 * that one unknown word does not make the whole answer unreadable; each field says what a client does with a value that
 * it does not know. Requests are read by the closed list.
 */
export const openEnum = <Known extends string>(
  known: readonly [Known, ...Known[]],
): z.ZodMiniType<Open<Known>, Open<Known>> => z.union([z.enum(known), z.string()]);

/** Whether a value of an open list is among those that this version knows. */
export const isOneOf = <Known extends string>(known: readonly Known[], value: string): value is Known =>
  (known as readonly string[]).includes(value);

/**
 * Ways to show that a relative is who they are. At least one without a face is always offered. With `subject_login` and
 * `in_person` no evidence is sent: the submission names no parts, and the application then waits for the relative, who
 * logs in and agrees, or comes to a counter.
 */
export const METHODS = [
  'face_liveness',
  'portrait_photo',
  'document_review',
  'subject_login',
  'in_person',
] as const;
/** A method, where a client names one. */
export const MethodSchema = z.enum(METHODS);
/** A method, where a backend names one. A method that is not known is not offered, and its application is only shown. */
export const OpenMethodSchema = openEnum(METHODS);
/**
 * A way to show that a relative is who they are.
 *
 * @example
 * ```ts
 * import { type Method, supportedMethods } from 'family-auth/client';
 *
 * const wanted: Method = 'in_person';
 * supportedMethods(client.discovery).includes(wanted); // → true
 * ```
 */
export type Method = z.infer<typeof MethodSchema>;

export const ID_TYPES = [
  'resident_id_card',
  'residence_permit_hk_mo_tw',
  'foreign_permanent_resident_card',
  'passport',
] as const;
export const IdTypeSchema = z.enum(ID_TYPES);
/** A document's type, where a backend names one. A type that is not known is not listed in the form. */
export const OpenIdTypeSchema = openEnum(ID_TYPES);
export type IdType = z.infer<typeof IdTypeSchema>;

/** Who gives a consent. */
export const CONSENT_GIVERS = ['operator', 'subject', 'guardian'] as const;
export const ConsentGiverSchema = z.enum(CONSENT_GIVERS);
/** Who gives a consent, where a backend names them. See {@link CONSENT_GIVERS}. */
export const OpenConsentGiverSchema = openEnum(CONSENT_GIVERS);
export type ConsentGiver = z.infer<typeof ConsentGiverSchema>;

/** A text in several languages; `zh-CN` is always there. */
export const LocalizedTextSchema = z.intersection(
  z.object({ 'zh-CN': z.string() }),
  z.record(z.string(), z.string()),
);
export type LocalizedText = z.infer<typeof LocalizedTextSchema>;
