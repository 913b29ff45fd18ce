import { ApplicationSchema, CreateApplicationSchema } from '@family-auth/library/protocol/application.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import * as z from 'zod/mini';
import type { Backend } from '../../server/backend.ts';
import { callerOf } from '../access/caller.ts';
import type { App } from '../wire/app.ts';
import { idempotently, requireIdempotencyKey } from '../wire/idempotency.ts';
import { applicationHeaders, applicationView } from './application-view.ts';
import { createApplication } from './create-application.ts';
import { findApplication } from './find-application.ts';

/** Largest body of a new application: the JWE and a handful of consents, bytes. */
const BODY_MAX_BYTES = 32_768;

/** `POST /applications` and `GET /applications/{id}` */
export function applicationRoutes(app: App, backend: Backend): void {
  const { settings, db } = backend;

  app.post(
    endpoints.applications(),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { body: CreateApplicationSchema, response: { 201: ApplicationSchema } },
    },
    async (request, reply) => {
      requireIdempotencyKey(request);
      return idempotently(db, request, reply, async (tx) => {
        const row = await createApplication(backend, tx, callerOf(request), request.body);
        return {
          status: 201,
          headers: {
            ...applicationHeaders(row),
            location: `${settings.apiBase}${endpoints.application(row.id)}`,
          },
          body: applicationView(row),
        };
      });
    },
  );

  app.get(
    endpoints.application(':id'),
    { schema: { params: z.object({ id: IdSchema }), response: { 200: ApplicationSchema, 304: z.null() } } },
    async (request, reply) => {
      const row = await findApplication(backend, request.params.id, callerOf(request));
      const headers = applicationHeaders(row);
      reply.headers(headers);
      if (request.headers['if-none-match'] === headers.etag) return reply.code(304).send(null);
      return applicationView(row);
    },
  );
}
