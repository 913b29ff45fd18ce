import * as z from 'zod/mini';

const TokenSchema = z.object({
  /** Bound to the key whose proof was forwarded; of the scheme DPoP. */
  access_token: z.string(),
  /** Seconds. */
  expires_in: z.int().check(z.positive()),
});
/** The proof is to be made again, with this nonce in it (RFC 9449 section 8). */
const NonceSchema = z.object({ dpop_nonce: z.string() });

/** What a portal's server answers its page that asked for a session by token exchange. */
export const PageSessionSchema = z.union([TokenSchema, NonceSchema]);
/**
 * What a portal's server answers its page: a token that only the page's key can use, or a nonce with which the page is to
 * ask again. `exchangeForPage` of `family-auth/server` makes it, the element's `sessionProvider` hands it over as it is.
 *
 * @example
 * ```ts
 * import type { PageSession } from 'family-auth/server';
 *
 * const asksAgain = (session: PageSession) => 'dpop_nonce' in session;
 * ```
 */
export type PageSession = z.infer<typeof PageSessionSchema>;
