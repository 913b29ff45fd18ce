import type { FastifyInstance } from 'fastify';
import type { Backend } from '../context/backend.ts';
import { ProblemError } from '../errors/errors.ts';
import { makeLeftPlain } from '../evidence/plain-pictures.ts';
import { isFromThisComputer } from '../http/only-this-computer.ts';
import { cleanUp } from '../jobs/clean-up.ts';
import type { SandboxOptions } from './options.ts';

// The test tenant of docs/protocol/test-tenant.md, as the sandbox offers it.

/** The portal whose pages the conformance kit speaks as; nobody is there. */
const PORTAL = { origin: 'https://portal.family-auth.example' };

/** Short terms, so that their ends can be waited for, and room for all that the kit does in one day. */
export function asTestTenant(options: SandboxOptions): SandboxOptions {
  return {
    ...options,
    maxAuthAgeS: options.maxAuthAgeS ?? 60,
    accessTokenTtlS: options.accessTokenTtlS ?? 60,
    draftTtlS: options.draftTtlS ?? 45,
    challengeTtlS: options.challengeTtlS ?? { standard: 40, relaxed: 60 },
    reviewUndoS: options.reviewUndoS ?? 0,
    submissionsPerDay: options.submissionsPerDay ?? { ofOperator: 2_000, forRelative: 1_000 },
    faceTries: { sessionsPerDay: 200, machinePerDay: 1_000, machinePerMonth: 10_000, ...options.faceTries },
    rateLimits: { addressPerMinute: 30_000, loginsPerMinute: 3_000, ...options.rateLimits },
    portals: [...(options.portals ?? []), PORTAL],
  };
}

/** Makes requests under the API fail, one for each time that it was asked to; on the app before its routes. */
export function failingOnDemand(app: FastifyInstance): { failNext(): void } {
  let due = 0;
  app.addHook('onRequest', async (request) => {
    if (due === 0 || !request.url.startsWith('/v1/')) return;
    due -= 1;
    throw new TypeError('The test tenant was asked to fail here.');
  });
  return {
    failNext: () => {
      due += 1;
    },
  };
}

/** What the kit's adapter asks for beside the protocol; for this computer alone, nobody else sees that it is there. */
export async function testTenantPlugin(
  app: FastifyInstance,
  { backend, failNext }: { readonly backend: Backend; failNext(): void },
): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (!isFromThisComputer(request.raw)) throw new ProblemError('not_found');
  });
  app.post('/test-tenant/clean-up', async (_, reply) => {
    await cleanUp(backend);
    await makeLeftPlain(backend);
    return reply.code(204).send();
  });
  app.post('/test-tenant/key-rotation', async (_, reply) => {
    await backend.keys.rotate({ revoke: false });
    return reply.code(204).send();
  });
  app.post('/test-tenant/fault', async (_, reply) => {
    failNext();
    return reply.code(204).send();
  });
}
