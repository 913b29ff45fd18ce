import type { JWK } from 'jose';
import { endpoints } from '../protocol/endpoints.ts';
import type { PageSession } from '../protocol/page-session.ts';
import {
  type Binding,
  BindingSchema,
  PortalResultSchema,
  type RedeemedCardCode,
  RedeemedCardCodeSchema,
  type RedeemedServiceLink,
  RedeemedServiceLinkSchema,
} from '../protocol/portal-server.ts';
import type { ApplicationResult } from '../protocol/result.ts';
import { authorizedRequests } from './authorized-requests.ts';
import { exchangeForPage } from './exchange.ts';
import { verifyResult } from './verify-result.ts';

/**
 * What {@link createPortalServer} works with.
 *
 * @example
 * ```ts
 * import type { PortalServerOptions } from 'family-auth/server';
 *
 * const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
 * const options: PortalServerOptions = {
 *   issuer: 'https://social-security.example',
 *   clientId: 'your-portal-server',
 *   pagesClientId: 'your-portal',
 *   privateKey,
 * };
 * ```
 */
export interface PortalServerOptions {
  /** The backend's issuer URL, as the element's `backend` and the discovery document spell it. */
  readonly issuer: string;
  /** This server's own client id at the provider: a confidential client, `private_key_jwt`. */
  readonly clientId: string;
  /** The element's `client-id`, for which results are made. Default: `clientId`. */
  readonly pagesClientId?: string;
  /** P-256, ES256; its public half is registered at the provider. Kept in a vault, or in a file that only this server reads. */
  readonly privateKey: CryptoKey | JWK;
  /** The key's id in the registered key set. Default: the JWK's `kid`, if it has one. */
  readonly keyId?: string;
}

/**
 * What a portal's own server can ask a backend, by a key of its own. Each call takes 20 s at the most, and ends in BackendError (the
 * backend refused: `not_found` also for what is another portal's), TransportError, DeadlineError, or ConfigurationError (the provider
 * does not know this server, or its key).
 *
 * @example
 * ```ts
 * import type { PortalServer } from 'family-auth/server';
 *
 * const isStillBound = async (portal: PortalServer, cardRef: string) =>
 *   (await portal.binding(cardRef)).status === 'active';
 * ```
 */
export interface PortalServer {
  /**
   * The decision on an application of this portal, verified, and the provider's `sub` of the operator whose it is. BackendError
   * `not_final` before there is one.
   */
  result(applicationId: string): Promise<{ readonly result: ApplicationResult; readonly operator: string }>;
  /** How a card that an application of this portal bound stands right now; ask before each errand. */
  binding(cardRef: string): Promise<Binding>;
  /**
   * Uses up the `token` of a link that an operator opened to do a service for a relative. BackendError `not_found` where it is used,
   * expired, not one of this portal's, or of a card that is no longer active.
   */
  redeemServiceLink(token: string): Promise<RedeemedServiceLink>;
  /** Uses up a display code, 20 digits, that somebody shows at a counter. Only `state: 'valid'` is a yes. */
  redeemCardCode(code: string): Promise<RedeemedCardCode>;
  /**
   * Trades the access token of a citizen who is logged in at this server for one that only the page's key can use (RFC 8693): the
   * answer to the element's `sessionProvider`, to be sent to the page as it is.
   *
   * @param request `subjectToken`: the citizen's own access token, got by this client's log-in. `dpopProof`: what the page made.
   * @returns a session, or a nonce with which the page makes its proof again.
   * @throws LoginError `login_required` where the citizen's token is over: log them in again.
   */
  exchangeForPage(request: {
    readonly subjectToken: string;
    readonly dpopProof: string;
  }): Promise<PageSession>;
}

/**
 * Makes a portal's server's access to a backend. Makes no request by itself; tokens are got when they are needed, kept in memory, and
 * bound to a key that only this process has.
 *
 * @example
 * ```ts
 * import { createPortalServer } from 'family-auth/server';
 *
 * const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
 * const portal = createPortalServer({ issuer: 'http://127.0.0.1:8091', clientId: 'not-registered', privateKey });
 * await portal.binding('card-0001').catch((error) => error.code); // → 'configuration_invalid'
 * ```
 */
export function createPortalServer(options: PortalServerOptions): PortalServer {
  const { issuer, clientId, pagesClientId = clientId } = options;
  const requests = authorizedRequests(options);
  return {
    async result(applicationId) {
      const { result, operator } = await requests.send(
        { operation: 'server.result', method: 'GET', path: endpoints.portalResult(segment(applicationId)) },
        PortalResultSchema,
      );
      const expected = { issuer, clientId: [pagesClientId, clientId], applicationId };
      return { result: await verifyResult(result, expected), operator };
    },
    binding: (cardRef) =>
      requests.send(
        { operation: 'server.binding', method: 'GET', path: endpoints.portalCard(segment(cardRef)) },
        BindingSchema,
      ),
    redeemServiceLink: (token) =>
      requests.send(
        {
          operation: 'server.redeemServiceLink',
          method: 'POST',
          path: endpoints.redeemServiceLink(),
          json: { token },
        },
        RedeemedServiceLinkSchema,
      ),
    redeemCardCode: (code) =>
      requests.send(
        {
          operation: 'server.redeemCardCode',
          method: 'POST',
          path: endpoints.redeemCardCode(),
          json: { code },
        },
        RedeemedCardCodeSchema,
      ),
    exchangeForPage: (request) => exchangeForPage(requests, request),
  };
}

/** What a page sent is one segment of a path, whatever is in it. */
const segment = (id: string): string => encodeURIComponent(id);
