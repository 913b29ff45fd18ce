import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { ReceivedPartsSchema } from '@family-auth/library/protocol/submission.ts';
import { asc, eq } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { callerOf } from '../access/caller.ts';
import { findApplication, findDraft } from '../applications/find-application.ts';
import { PART_MAX_BYTES } from '../policy/policy.ts';
import type { App } from '../wire/app.ts';
import { checkRoom } from './check-room.ts';
import { putPart } from './put-part.ts';

const PartParams = z.object({ id: IdSchema, n: z.string().check(z.regex(/^(0|[1-9]\d{0,3})$/)) });

/** `PUT` and `GET` of evidence parts. Nothing that was put can ever be read back. */
export async function evidenceRoutes(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { db } = backend;
  app.addContentTypeParser('application/jose', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

  app.put(
    endpoints.evidencePart(':id', ':n'),
    {
      bodyLimit: PART_MAX_BYTES,
      schema: { params: PartParams },
      // Before the body: its announced length is held against what is still free.
      onRequest: async (request, reply) => {
        const params = PartParams.safeParse(request.params);
        if (!params.success) throw new ProblemError('not_found');
        const { id, operatorSub } = await draftOf(request, params.data.id);
        const bytes = await checkRoom(backend, id, Number(params.data.n), request.headers['content-length']);
        const release = await backend.quota.hold(operatorSub, bytes);
        if (reply.raw.closed) release();
        else reply.raw.once('close', release);
      },
    },
    async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) throw new ProblemError('unsupported_media_type');
      const application = await draftOf(request, request.params.id);
      const status = await putPart(backend, application, Number(request.params.n), {
        bytes: request.body,
        contentDigest: request.headers['content-digest'] as string | undefined,
      });
      return reply.code(status).send();
    },
  );

  app.get(
    endpoints.evidence(':id'),
    { schema: { params: z.object({ id: IdSchema }), response: { 200: ReceivedPartsSchema } } },
    async (request) => {
      const { id } = await findApplication(backend, request.params.id, callerOf(request));
      const { n, sha256, size } = evidenceParts;
      return {
        parts: await db
          .select({ n, sha256, size })
          .from(evidenceParts)
          .where(eq(evidenceParts.applicationId, id))
          .orderBy(asc(n)),
      };
    },
  );

  const draftOf = (request: FastifyRequest, id: string) => findDraft(backend, id, callerOf(request));
}
