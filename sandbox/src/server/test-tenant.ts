import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Backend } from '../context/backend.ts';
import { ProblemError } from '../errors/errors.ts';
import { makeLeftPlain } from '../evidence/plain-pictures.ts';
import { isFromThisComputer } from '../http/only-this-computer.ts';
import { cleanUp } from '../jobs/clean-up.ts';
import { ENROLMENTS_MAX, type Enrolments } from '../registry/enrolments.ts';
import type { SandboxOptions } from './options.ts';

// The test tenant of docs/protocol/test-tenant.md, as the sandbox offers it.

/** The portal whose pages the conformance kit speaks as; nobody is there. */
const PORTAL = { origin: 'https://portal.family-auth.example' };

/** Two portals' servers; the private halves stand in conformance/adapters/sandbox.ts, for anybody to use. */
const PORTAL_SERVERS = [
  {
    clientId: 'test-portal-server',
    jwks: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'R26WsOQZb8daSjQSd4QkNnqdwXT4G-a-FDuAJmXq_88',
          y: 'OBFyV78eO2Q8Dz1PEST3yl6nbQlnKCuJN8jJE300VGQ',
          kid: 'test-portal-server',
        },
      ],
    },
    redirectUris: [`${PORTAL.origin}/server/callback`],
    serviceUri: `${PORTAL.origin}/service`,
  },
  {
    clientId: 'test-other-portal-server',
    pagesClientId: 'example-program',
    jwks: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'VIfHJwlrC-ulp6nZ4lhqBwTcS36p-oamnPSCzWmx3Fc',
          y: 'stxi6qBe96FhmBLB-S6G-WJH1TWc4gIDRuGX8zTai_0',
          kid: 'test-other-portal-server',
        },
      ],
    },
  },
] as const;

/** What was logged since the start, for the test tenant's probe. */
const lines: string[] = [];

/** Short terms, so that their ends can be waited for, and room for all that the kit does in one day. */
export function asTestTenant(options: SandboxOptions): SandboxOptions {
  return {
    ...options,
    maxAuthAgeS: options.maxAuthAgeS ?? 60,
    accessTokenTtlS: options.accessTokenTtlS ?? 60,
    draftTtlS: options.draftTtlS ?? 75,
    subjectTtlS: { subject_login: 75, ...options.subjectTtlS },
    challengeTtlS: options.challengeTtlS ?? { standard: 40, relaxed: 60 },
    reviewUndoS: options.reviewUndoS ?? 0,
    submissionsPerDay: options.submissionsPerDay ?? { ofOperator: 2_000, forRelative: 1_000 },
    faceTries: { sessionsPerDay: 200, ...options.faceTries },
    rateLimits: { addressPerMinute: 30_000, loginsPerMinute: 3_000, ...options.rateLimits },
    portals: [...(options.portals ?? []), PORTAL],
    portalServers: [...(options.portalServers ?? []), ...PORTAL_SERVERS],
    log: (line) => {
      lines.push(line);
      options.log?.(line);
    },
  };
}

/** Makes requests under the API fail, one for each time that it was asked to: `strike` is a hook that runs before the routes. */
export function demandedFaults() {
  let due = 0;
  return {
    failNext: () => {
      due += 1;
    },
    async strike({ url }: FastifyRequest): Promise<void> {
      if (due === 0 || !url.startsWith('/v1/')) return;
      due -= 1;
      throw new TypeError('The test tenant was asked to fail here.');
    },
  };
}

/** What the kit's adapter asks for beside the protocol; for this computer alone, nobody else sees that it is there. */
export async function testTenantPlugin(
  app: FastifyInstance,
  {
    backend,
    enrolments,
    failNext,
  }: { readonly backend: Backend; readonly enrolments: Enrolments; failNext(): void },
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
  app.get('/test-tenant/log', async (_, reply) =>
    reply.type('text/plain; charset=utf-8').send(lines.join('\n')),
  );
  app.post('/test-tenant/fault', async (_, reply) => {
    failNext();
    return reply.code(204).send();
  });
  app.addContentTypeParser('image/jpeg', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  const enrolled: string[] = [];
  app.post('/test-tenant/enrolment', async ({ body }, reply) => {
    // The oldest gives way: no check lasts as long.
    if (enrolled.length >= ENROLMENTS_MAX) enrolments.forget(enrolled.shift()!);
    const photo = new Uint8Array(body as Buffer);
    const { id, name, number } = await enrolments.enrol(photo, {
      birthdate: '1988-06-01',
      syntheticFace: true,
    });
    enrolled.push(id);
    return reply.code(201).send({ name, number });
  });
}
