import { EXPOSED_HEADERS } from '@family-auth/library/protocol/endpoints.ts';
import cors from '@fastify/cors';
import type { Backend } from '../server/backend.ts';
import { ProblemError } from '../server/problem-error.ts';
import { rateLimit } from '../server/rate-limit.ts';
import { authentication } from './access/authentication.ts';
import { callerOf } from './access/caller.ts';
import { applicationRoutes } from './applications/application-routes.ts';
import { meRoute } from './applications/me-route.ts';
import { cardRoutes } from './cards/card-routes.ts';
import { unbindingRoute } from './cards/unbinding-route.ts';
import { challengeRoutes } from './challenges/challenge-routes.ts';
import { decisionRoutes } from './decision/decision-routes.ts';
import { evidenceRoutes } from './evidence/evidence-routes.ts';
import { noteRoutes, openapiRoute } from './openapi/openapi-route.ts';
import { subjectLinkRoutes } from './subject/subject-link-routes.ts';
import { submissionRoutes } from './submission/submission-routes.ts';
import type { App } from './wire/app.ts';

/** Everything under `/v1`: for registered portals, without cookies, never cached, behind token and proof. */
export async function api(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { portalOrigin, rateLimits } = backend.settings;
  await app.register(cors, {
    origin: portalOrigin,
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
    if (headers.origin !== undefined && headers.origin !== portalOrigin) {
      throw new ProblemError('origin_not_allowed');
    }
  });
  await app.register(async (closed: App) => {
    openapiRoute(app, backend.settings, noteRoutes(closed));
    const countOperator = rateLimit(closed, rateLimits.operatorPerMinute, (request) => callerOf(request).sub);
    closed.addHook('onRequest', authentication(backend, countOperator));
    meRoute(closed, backend);
    applicationRoutes(closed, backend);
    challengeRoutes(closed, backend);
    cardRoutes(closed, backend);
    await closed.register(evidenceRoutes, { backend });
    await closed.register(submissionRoutes, { backend });
    await closed.register(decisionRoutes, { backend });
    await closed.register(subjectLinkRoutes, { backend });
    await closed.register(unbindingRoute, { backend });
  });
}
