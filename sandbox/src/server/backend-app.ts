import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { PROBLEM_MEDIA_TYPE } from '../../../src/protocol/problem.ts';
import { api } from '../api/api.ts';
import { publicRoutes } from '../api/policy/public-routes.ts';
import { relationships } from '../api/policy/relationships.ts';
import type { App } from '../api/wire/app.ts';
import { confirmationPlugin } from '../confirmation/plugin.ts';
import { counterPlugin } from '../counter/plugin.ts';
import { interactionRoutes } from '../provider/interaction-routes.ts';
import { mountProvider } from '../provider/mount-provider.ts';
import { openProvider } from '../provider/open-provider.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { reviewerPlugin } from '../reviewer/plugin.ts';
import { counterPlugin as cardCounterPlugin } from '../services/counter-plugin.ts';
import { servicesPlugin } from '../services/plugin.ts';
import type { Backend } from './backend.ts';
import { confirmationDeskOf } from './confirmation-desk-of.ts';
import { counterDeskOf } from './counter-desk-of.ts';
import { describeFault } from './describe-fault.ts';
import { ProblemError } from './problem-error.ts';
import { problemOf } from './problem-of.ts';
import { limitAddresses } from './rate-limit.ts';
import { redeemCodeOf } from './redeem-code-of.ts';
import { redeemLinkOf } from './redeem-link-of.ts';
import { reviewDeskOf } from './review-desk-of.ts';

/** The backend's origin: discovery, OpenID provider, API, the reviewers' and services' pages, a counter. */
export async function backendApp(backend: Backend, registry: CitizenRegistry): Promise<App> {
  const app: App = Fastify({
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 128 },
    trustProxy: backend.settings.trustProxy,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app, backend);
  refuseOtherHosts(app, backend.settings.issuer);
  await limitAddresses(app, backend.settings);

  const provider = openProvider(backend);
  await app.register(interactionRoutes, { backend, provider });
  mountProvider(app, provider);
  publicRoutes(app, backend);
  await app.register(api, { prefix: '/v1', backend });
  await app.register(reviewerPlugin, {
    desk: reviewDeskOf(backend, registry),
    password: backend.secrets.reviewerPassword,
    relationships,
  });
  await app.register(servicesPlugin, { redeem: redeemLinkOf(backend), relationships });
  await app.register(cardCounterPlugin, { redeem: redeemCodeOf(backend) });
  await app.register(counterPlugin, {
    desk: counterDeskOf(backend, registry),
    password: backend.secrets.reviewerPassword,
    relationships,
  });
  await app.register(confirmationPlugin, { desk: confirmationDeskOf(backend), relationships });
  return app;
}

function answerProblems(app: App, backend: Backend): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'internal') {
      backend.log(`${request.id} internal: ${describeFault(error)}`);
    }
    return reply
      .code(problem.status)
      .headers({ 'cache-control': 'no-store', ...problem.headers })
      .type(PROBLEM_MEDIA_TYPE)
      .serializer((payload: unknown) => JSON.stringify(payload))
      .send(problem.toProblem(request.id));
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = new ProblemError('not_found');
    return reply
      .code(404)
      .header('cache-control', 'no-store')
      .type(PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(problem.toProblem(request.id)));
  });
}

/** Answers under its own name only, so that no other name that points here (DNS rebinding) reaches it. */
function refuseOtherHosts(app: App, issuer: string): void {
  const { host } = new URL(issuer);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (request.headers.host !== host) {
      throw new ProblemError('malformed', { detail: 'This host is not known here.' });
    }
  });
}
