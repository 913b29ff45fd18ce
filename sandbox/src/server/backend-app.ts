import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { api } from '../api/api.ts';
import { publicRoutes } from '../api/discovery.ts';
import { openAuditorDesk } from '../auditor/auditor-desk.ts';
import { auditorPlugin } from '../auditor/plugin.ts';
import { closingPlugin } from '../closing/plugin.ts';
import { openConfirmationDesk } from '../confirmation/confirmation-desk.ts';
import { confirmationPlugin } from '../confirmation/plugin.ts';
import type { Backend } from '../context/backend.ts';
import type { Settings } from '../context/settings.ts';
import { openLinksDesk } from '../counter/links-desk.ts';
import { openCounterDesk } from '../counter/open-counter-desk.ts';
import { counterPlugin } from '../counter/plugin.ts';
import { ProblemError } from '../errors/errors.ts';
import { framePlugin, hasFramePage } from '../frame/frame-page.ts';
import { handOffPagePlugin, hasHandOffPage } from '../frame/hand-off-page.ts';
import { type App, answerProblems, earlyProblems } from '../http/app.ts';
import { isFromThisComputer } from '../http/only-this-computer.ts';
import { rememberTextSize } from '../http/page-answers.ts';
import { capConnections, connectionOptions } from '../limits/connection-limits.ts';
import { limitAddresses } from '../limits/rate-limit.ts';
import { openAccounts } from '../provider/accounts.ts';
import { openActivationCodes } from '../provider/activation-codes.ts';
import { interactionRoutes } from '../provider/interaction-routes.ts';
import { mountProvider, openProvider } from '../provider/open-provider.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { repudiationPlugin } from '../repudiation/plugin.ts';
import { openRepudiationDesk } from '../repudiation/repudiation-desk.ts';
import { openReviewDesk } from '../reviewer/open-review-desk.ts';
import { reviewerPlugin } from '../reviewer/plugin.ts';
import { relationships } from '../rules/relationships.ts';
import { counterPlugin as cardCounterPlugin, servicesPlugin } from '../services/plugin.ts';
import { redeemCodeOf, redeemLinkOf } from '../services/redeem.ts';
import type { StaffSessions } from '../staff/staff-sessions.ts';
import type { TlsCertificate } from '../storage/tls-certificate.ts';

interface AppOptions {
  readonly sessions: StaffSessions;
  readonly demo: boolean;
  readonly distDirectory: string;
  /** Adds hooks that hold for every route. */
  beforeRoutes?(app: App): void;
}

/** The backend's origin: discovery, OpenID provider, API, the reviewers' and services' pages, a counter. */
export async function backendApp(
  backend: Backend,
  registry: CitizenRegistry,
  { distDirectory, beforeRoutes, ...staff }: AppOptions,
  tls?: TlsCertificate,
): Promise<App> {
  const app: App = Fastify({
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    ...connectionOptions(backend.settings.connections, tls),
    routerOptions: { maxParamLength: 128 },
    trustProxy: backend.settings.trustProxy,
    ...earlyProblems,
  }).withTypeProvider<ZodTypeProvider>();
  capConnections(app.server, backend.settings.connections, {
    behindProxy: backend.settings.trustProxy !== false,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Nothing here takes plain text; Fastify would.
  app.removeContentTypeParser('text/plain');
  answerProblems(app, backend.log);
  refuseOtherHosts(app, backend.settings);
  await limitAddresses(app, backend.settings);
  rememberTextSize(app);
  beforeRoutes?.(app);

  const provider = openProvider(backend);
  const codes = openActivationCodes(backend.db, backend.hash, registry);
  const accounts = openAccounts(backend, codes);
  await app.register(interactionRoutes, { accounts, provider });
  mountProvider(app, provider);
  publicRoutes(app, backend, {
    hasFrame: hasFramePage(distDirectory),
    hasHandOff: hasHandOffPage(distDirectory),
  });
  await app.register(api, { prefix: '/v1', backend });
  await app.register(reviewerPlugin, {
    desk: openReviewDesk(backend, registry),
    ...staff,
    relationships,
  });
  await app.register(servicesPlugin, { redeem: redeemLinkOf(backend), relationships });
  await app.register(cardCounterPlugin, { redeem: redeemCodeOf(backend) });
  await app.register(counterPlugin, {
    desk: openCounterDesk(backend, registry, codes),
    links: openLinksDesk(backend),
    ...staff,
    relationships,
  });
  await app.register(auditorPlugin, { desk: openAuditorDesk(backend), ...staff });
  await app.register(confirmationPlugin, { desk: openConfirmationDesk(backend, accounts), relationships });
  await app.register(framePlugin, { settings: backend.settings, distDirectory });
  await app.register(handOffPagePlugin, { settings: backend.settings, distDirectory });
  await app.register(closingPlugin, { backend, accounts });
  const { issuer: origin } = backend.settings;
  await app.register(repudiationPlugin, { desk: openRepudiationDesk(backend), relationships, origin });
  return app;
}

/**
 * Answers under its own name only, so that no other name that points here (DNS rebinding) reaches it. Where that is no name
 * of this computer, whoever sits here comes under one that is.
 */
function refuseOtherHosts(app: App, { issuer, ownOrigin }: Settings): void {
  const { host, protocol } = new URL(issuer);
  const isOwn = (request: FastifyRequest) =>
    request.headers.host === new URL(ownOrigin).host && isFromThisComputer(request.raw);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // Over plain HTTP a browser is to ignore it, and nothing may send it (RFC 6797 section 7.2).
    if (protocol === 'https:' && request.protocol === 'https')
      reply.header('strict-transport-security', 'max-age=31536000');
    if (request.headers.host !== host && !isOwn(request)) {
      throw new ProblemError('malformed', { detail: "The Host header does not name this backend's issuer." });
    }
  });
}
