import * as z from 'zod/mini';
import { Base64UrlSchema, IdSchema, openEnum, TimestampSchema, UrlSchema } from './common.ts';

export const CARD_TYP = 'fap-card+jwt';

/** Business that can be done with a bound relative's card. */
export const CardServiceSchema = z.object({ id: z.string(), title: z.string(), description: z.string() });
export type CardService = z.infer<typeof CardServiceSchema>;

/** How a link ended: the operator undid it, or the relative did (by the link they were sent, or at a counter). */
export const REVOCATIONS = ['operator_unbound', 'subject_repudiated'] as const;
export type Revocation = (typeof REVOCATIONS)[number];

export const CARD_STATUSES = ['active', 'suspended', 'revoked'] as const;
/** Whether a card can be used. */
export type CardStatus = (typeof CARD_STATUSES)[number];

/** Claims of a card view: masked, signed by the backend. */
export const CardSchema = z.object({
  /** The backend's issuer. */
  iss: z.string(),
  /** The client. */
  aud: z.string(),
  /** Epoch seconds. */
  iat: z.int(),
  /** Epoch seconds; then it is asked for again. */
  exp: z.int(),
  ref: IdSchema,
  /** Masked, e.g. `李*华`. */
  name: z.string(),
  /** Masked, e.g. `9****************7`. */
  number: z.string(),
  /** What the subject is to the operator. */
  relationship: z.string(),
  /** A card in a status that a client does not know is shown, and cannot be used there. */
  status: openEnum(CARD_STATUSES),
  /** With `revoked`: who ended the link, and when. */
  revocation: z.optional(openEnum(REVOCATIONS)),
  revoked_at: z.optional(TimestampSchema),
  /** Who issues the card, in the language that was asked for. */
  issuer_name: z.string(),
  bound_at: TimestampSchema,
  /** The application that bound it, as long as its consents can be withdrawn. */
  application: z.optional(IdSchema),
  /** No real card. */
  test_system: z.optional(z.boolean()),
  /** What can be done with it, in the language that was asked for. */
  services: z.array(CardServiceSchema),
});
/**
 * A bound relative's card as the backend signed it, masked; `iat` and `exp` are epoch seconds.
 *
 * @example
 * ```ts
 * import type { Card } from 'family-auth/client';
 *
 * const active: readonly Card[] = (await client.cards()).filter(({ status }) => status === 'active');
 * active.length; // → 0
 * ```
 */
export type Card = z.infer<typeof CardSchema>;

/**
 * `GET /family/cards` and, with one entry, `GET /family/cards/{ref}`: `fap-card+jwt` strings. The list holds the cards that
 * are bound and, for a while, those that the relative ended (`revocation: 'subject_repudiated'`), so that the operator hears of it.
 */
export const CardsResponseSchema = z.object({ cards: z.array(z.string()) });

/** QR symbol (ISO/IEC 18004) as `size` x `size` bits, row by row, most significant first, 1 = dark. No quiet zone. */
export const QrSchema = z.object({ size: z.int(), modules: Base64UrlSchema });

/** `POST /family/cards/{ref}/codes`: a display code that lives a minute at most and is used once. */
export const CardCodeSchema = z.object({
  /** Digits. */
  code: z.string(),
  qr: QrSchema,
  expires_at: TimestampSchema,
});
/**
 * A code that shows a card at a counter, once and for a minute at most, also as a QR symbol.
 *
 * @example
 * ```ts
 * import type { CardCode } from 'family-auth/client';
 *
 * const secondsLeft = ({ expires_at }: CardCode) => Math.round((Date.parse(expires_at) - Date.now()) / 1000);
 * ```
 */
export type CardCode = z.infer<typeof CardCodeSchema>;

/** `POST /family/cards/{ref}/services/{service}/links`: a short-lived delegated link. */
export const ServiceLinkSchema = z.object({ url: UrlSchema, expires_at: TimestampSchema });
/**
 * A short-lived link with which the operator uses a service for the relative; lapses at `expires_at`.
 *
 * @example
 * ```ts
 * import type { Card, ServiceLink } from 'family-auth/client';
 *
 * const open = ({ ref, services }: Card): Promise<ServiceLink> => client.serviceLink(ref, services[0]!.id);
 * ```
 */
export type ServiceLink = z.infer<typeof ServiceLinkSchema>;
