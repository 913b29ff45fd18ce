import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../errors/errors.ts';

/** Requests a minute before `rate_limited` is answered. */
export interface RateLimits {
  /** From one network address. Default 3000. */
  readonly addressPerMinute: number;
  /** From one network address, of those that log somebody in: pushed requests, forms, tokens. Default 300. */
  readonly loginsPerMinute: number;
  /** From one network address, of those by which a device takes a hand-off up. Default 300. */
  readonly claimsPerMinute: number;
  /** By one logged-in operator, whatever the address. Default 600. */
  readonly operatorPerMinute: number;
}

/**
 * Requests a minute. An operator alone would make ten a second to reach hers; an address may be a whole town behind one
 * router, so that it is wide, and log-ins, which are the dear ones, have a count of their own.
 */
export const RATE_LIMITS: RateLimits = {
  addressPerMinute: 3_000,
  loginsPerMinute: 300,
  claimsPerMinute: 300,
  operatorPerMinute: 600,
};

const WINDOW_MS = 60_000;

/** Routes that cost a password hash, or keep something for somebody who is not known yet. */
const LOGIN = /^\/(oidc|(review|desk|audit)\/(login|password)|confirm|undo|account)(\/|$)/;
const CLAIM = '/v1/hand-offs/claims';

/** By the route that was found: an address has many spellings (`/%63onfirm/`), all of which lead there. */
const isLogin = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === 'POST' && LOGIN.test(routeOptions.url ?? '');
const isClaim = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === CLAIM;

/** Counts one request. Given a reply, it says there what is left. @throws ProblemError `rate_limited` with `Retry-After` */
export type CountRequest = (request: FastifyRequest, reply?: FastifyReply) => Promise<void>;

/**
 * A limit on requests a minute, counted in this process for each `keyOf(request)`; the 5000 keys that were seen last are
 * remembered. Needs {@link limitAddresses} registered before.
 *
 * @param keyOf default: the network address, of IPv6 the first 64 bits.
 */
export function rateLimit(
  app: FastifyInstance,
  max: number,
  keyOf?: (request: FastifyRequest) => string,
): CountRequest {
  const count = app.createRateLimit({
    max,
    timeWindow: WINDOW_MS,
    ...(keyOf === undefined ? {} : { keyGenerator: keyOf }),
  });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed) return;
    // draft-ietf-httpapi-ratelimit-headers-10; for information: what counts is Retry-After.
    reply?.headers({
      'ratelimit-policy': `"operator";q=${max};w=${WINDOW_MS / 1000}`,
      ratelimit: `"operator";r=${Math.max(0, counted.remaining)};t=${counted.ttlInSeconds}`,
    });
    if (!counted.isExceeded) return;
    throw new ProblemError('rate_limited', { retryAfterS: Math.max(1, counted.ttlInSeconds) });
  };
}

/**
 * Counts every request by its address, and those around log-ins and hand-offs once more. Preflights are not counted: what they ask
 * for is, and a page could not read the refusal.
 */
export async function limitAddresses(
  app: FastifyInstance,
  {
    portals,
    rateLimits,
  }: { readonly portals: readonly { readonly origin: string }[]; readonly rateLimits: RateLimits },
): Promise<void> {
  await app.register(fastifyRateLimit, { global: false });
  const ofAddress = rateLimit(app, rateLimits.addressPerMinute);
  const ofLogins = rateLimit(app, rateLimits.loginsPerMinute);
  const ofClaims = rateLimit(app, rateLimits.claimsPerMinute);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return;
    try {
      await ofAddress(request);
      if (isLogin(request)) await ofLogins(request);
      if (isClaim(request)) await ofClaims(request);
    } catch (refusal) {
      // This is before any CORS plugin, and the portal must be able to read how long to wait.
      const { origin } = request.headers;
      if (origin !== undefined && portals.some((portal) => portal.origin === origin)) {
        reply.headers({
          'access-control-allow-origin': origin,
          'access-control-expose-headers': 'Retry-After',
          vary: 'Origin',
        });
      }
      throw refusal;
    }
  });
}
