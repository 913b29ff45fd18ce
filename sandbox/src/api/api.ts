import { EXPOSED_HEADERS } from '@family-auth/library/protocol/endpoints.ts';
import cors from '@fastify/cors';
import type { RouteOptions } from 'fastify';
import { authentication } from '../access/authentication.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf } from '../context/caller.ts';
import { isRegistered, refuseUnregistered } from '../context/portals.ts';
import { ProblemError } from '../errors/errors.ts';
import { deviceAuthentication, isDeviceToken } from '../hand-off/device-access.ts';
import type { App } from '../http/app.ts';
import { rateLimit } from '../limits/rate-limit.ts';
import { applicationRoutes } from './applications.ts';
import { cardRoutes, unbindingRoute } from './cards.ts';
import { challengeRoutes } from './challenges.ts';
import { decisionRoutes } from './decision.ts';
import { evidenceRoutes } from './evidence.ts';
import { claimRoute, handOffRoutes } from './hand-offs.ts';
import { meRoute } from './me.ts';
import { openapiRoute } from './openapi.ts';
import { portalServerRoutes } from './portal-server.ts';
import { subjectLinkRoutes } from './subject-requests.ts';
import { submissionRoutes } from './submission.ts';

/** Notes every route that is registered in a scope. */
function noteRoutes(app: App): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  return routes;
}

/** What has no route is answered within this scope, so that a portal can read the answer: `not_found` or `method_not_allowed`. */
function refuseTheRest(app: App, routes: readonly RouteOptions[]): void {
  app.setNotFoundHandler(async ({ url }) => {
    const path = url.replace(/\?.*$/s, '');
    const here = routes.filter((route) => patternOf(route.url).test(path));
    if (here.length === 0) throw new ProblemError('not_found');
    const methods = new Set(here.flatMap(({ method }) => method));
    throw new ProblemError('method_not_allowed', { headers: { allow: [...methods].toSorted().join(', ') } });
  });
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}/?$`);

/** Everything under `/v1`: for registered portals, without cookies, never cached, behind token and proof. */
export async function api(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { portals } = backend.settings;
  await app.register(cors, {
    // A page of another origin is refused below, and can read why.
    origin: async (origin: string | undefined) =>
      origin !== undefined && !isRegistered(portals, origin) ? '*' : (origin ?? portals[0]!.origin),
    credentials: false,
    methods: ['GET', 'POST', 'PUT'],
    allowedHeaders: [
      'Authorization',
      'DPoP',
      'Content-Type',
      'Content-Digest',
      'Idempotency-Key',
      'If-None-Match',
      'Accept-Language',
      'traceparent',
    ],
    exposedHeaders: [...EXPOSED_HEADERS],
    maxAge: 600,
    strictPreflight: false,
  });
  app.addHook('onRequest', async ({ headers }, reply) => {
    reply.header('cache-control', 'no-store');
    refuseUnregistered(portals, headers.origin);
  });
  await app.register(async (behindTokens: App) => {
    const routes = noteRoutes(behindTokens);
    openapiRoute(app, backend.settings);
    refuseTheRest(app, routes);
    claimRoute(behindTokens, backend);
    await behindTokens.register(operatorRoutes, { backend });
    await behindTokens.register(portalServerRoutes, { backend });
  });
}

/** What an operator's own client asks, by the token of their log-in; and the device that does the evidence for it, by one of its own. */
async function operatorRoutes(closed: App, { backend }: { backend: Backend }): Promise<void> {
  const { operatorPerMinute } = backend.settings.rateLimits;
  const countOperator = rateLimit(closed, operatorPerMinute, (request) => callerOf(request).sub);
  const [ofClients, ofDevices] = [authentication, deviceAuthentication].map((by) =>
    by(backend, countOperator),
  );
  closed.addHook('onRequest', (request, reply) =>
    (isDeviceToken(request) ? ofDevices : ofClients)!(request, reply),
  );
  meRoute(closed, backend);
  applicationRoutes(closed, backend);
  challengeRoutes(closed, backend);
  handOffRoutes(closed, backend);
  cardRoutes(closed, backend);
  await closed.register(evidenceRoutes, { backend });
  await closed.register(submissionRoutes, { backend });
  await closed.register(decisionRoutes, { backend });
  await closed.register(subjectLinkRoutes, { backend });
  await closed.register(unbindingRoute, { backend });
}
