import * as z from 'zod/mini';
import { CARD_STATUSES, REVOCATIONS } from './card.ts';
import { IdSchema, openEnum, TimestampSchema } from './common.ts';

/** What a portal's server may be given at the token endpoint: reading, and using up codes and links. */
export const PORTAL_SERVER_SCOPES = ['portal:read', 'portal:write'] as const;

/**
 * `GET /portal/applications/{id}/result`: the signed decision, and whose application it is. `operator` is the provider's `sub`: a portal
 * that logs its citizens in at the same provider compares it with its own account's.
 */
export const PortalResultSchema = z.object({ result: z.string(), operator: z.string() });

/** `GET /portal/cards/{ref}`: whether the link between operator and relative still holds. Nobody is named in it. */
export const BindingSchema = z.object({
  ref: IdSchema,
  /** The application that bound it. */
  application: IdSchema,
  relationship: z.string(),
  /** A status that a server does not know is not `active`: nothing is done with such a card. */
  status: openEnum(CARD_STATUSES),
  bound_at: TimestampSchema,
  /** With `revoked`: who ended the link, and when. */
  revocation: z.optional(openEnum(REVOCATIONS)),
  revoked_at: z.optional(TimestampSchema),
});
/**
 * How a bound card stands right now. Only `active` lets anything be done with it.
 *
 * @example
 * ```ts
 * import type { Binding } from 'family-auth/server';
 *
 * const mayAct = ({ status }: Binding) => status === 'active'; // suspended, revoked, or one that came later: no
 * ```
 */
export type Binding = z.infer<typeof BindingSchema>;

/** `POST /portal/service-links/redemption` */
export const RedeemServiceLinkSchema = z.object({
  token: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,128}$/)),
});
export const RedeemedServiceLinkSchema = z.object({
  /** The card for which it is. */
  card: IdSchema,
  /** Which service, by its id in the card's `services`. */
  service: z.string(),
  /** The relative's, masked. */
  name: z.string(),
  number: z.string(),
  relationship: z.string(),
  /** The operator's, masked. */
  operator_name: z.string(),
  /** The provider's `sub` of the operator. */
  operator: z.string(),
});
/**
 * What a link stood for that an operator opened to do a service for a relative. The link is used up. Names and numbers are masked.
 *
 * @example
 * ```ts
 * import type { RedeemedServiceLink } from 'family-auth/server';
 *
 * const title = ({ name, operator_name }: RedeemedServiceLink) => `${operator_name}, for ${name}`;
 * ```
 */
export type RedeemedServiceLink = z.infer<typeof RedeemedServiceLinkSchema>;

/** `POST /portal/card-codes/redemption` */
export const RedeemCardCodeSchema = z.object({ code: z.string().check(z.regex(/^\d{20}$/)) });
const CARD_CODE_STATES = ['valid', 'used', 'expired', 'unknown'] as const;
export const RedeemedCardCodeSchema = z.object({
  /** A state that a server does not know is not `valid`. */
  state: openEnum(CARD_CODE_STATES),
  /** With `valid`: the relative's, masked. */
  name: z.optional(z.string()),
  number: z.optional(z.string()),
  /** With `valid`, where the card was bound by an application of this portal: its reference. */
  card: z.optional(IdSchema),
});
/**
 * What became of a code that somebody showed at a counter: `valid` once, in its minute, while the card is active.
 *
 * @example
 * ```ts
 * import type { RedeemedCardCode } from 'family-auth/server';
 *
 * const isGood = ({ state }: RedeemedCardCode) => state === 'valid';
 * ```
 */
export type RedeemedCardCode = z.infer<typeof RedeemedCardCodeSchema>;
