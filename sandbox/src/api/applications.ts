import {
  type Application,
  ApplicationSchema,
  type ApplicationStatus,
  CreateApplicationSchema,
  type DecisionReason,
  isFinal,
} from '@family-auth/library/protocol/application.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import * as z from 'zod/mini';
import { createApplication } from '../applications/create-application.ts';
import { findApplication, LAPSING } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf } from '../context/caller.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import type { App } from '../http/app.ts';
import { APPEAL_WINDOW_DAYS, daysAfter } from '../rules/retention.ts';
import { idempotently, requireIdempotencyKey } from './idempotency.ts';

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
      if (isCurrent(request.headers['if-none-match'], headers.etag)) return reply.code(304).send(null);
      return applicationView(row);
    },
  );
}

/** Whether `If-None-Match` names the version that is there: any, or one of a list, compared weakly (RFC 9110 section 13.1.2). */
function isCurrent(field: string | undefined, etag: string): boolean {
  if (field?.trim() === '*') return true;
  const tags = field?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag);
}

/** What the client sees of an application. */
export function applicationView(row: ApplicationRow): Application {
  return {
    id: row.id,
    status: row.status,
    version: row.version,
    updated_at: row.updatedAt.toISOString(),
    ...(LAPSING.includes(row.status) ? { expires_at: row.expiresAt.toISOString() } : {}),
    method: row.method,
    relationship: row.relationship,
    subject_name: row.subjectName,
    ...(row.requirements.length === 0 ? {} : { requirements: row.requirements }),
    ...(row.status === 'draft' && row.handOffId !== null ? { hand_off: row.handOffId } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
    retryable: row.status === 'rejected' || row.status === 'expired' || row.status === 'withdrawn',
    appealable: isAppealable(row),
    ...(row.cardRef === null ? {} : { card_ref: row.cardRef }),
    ...(row.consentsWithdrawnAt === null
      ? {}
      : { consents_withdrawn_at: row.consentsWithdrawnAt.toISOString() }),
  };
}

/** Against the relative's own word there is no appeal, nor where nobody can tell them: another way is open. */
const BY_THE_RELATIVE: readonly (DecisionReason | null)[] = [
  'subject_declined',
  'subject_no_response',
  'subject_unreachable',
];

/**
 * One appeal, only against a rejection that is not the relative's own, and only while its evidence is kept; nobody can
 * agree in their place.
 */
export const isAppealable = ({
  status,
  appealedAt,
  reason,
  method,
  subjectAnswer,
  consentsWithdrawnAt,
  updatedAt,
}: ApplicationRow): boolean =>
  status === 'rejected' &&
  appealedAt === null &&
  consentsWithdrawnAt === null &&
  daysAfter(updatedAt, APPEAL_WINDOW_DAYS).getTime() > Date.now() &&
  !BY_THE_RELATIVE.includes(reason) &&
  (method !== 'subject_login' || subjectAnswer !== null);

/** Seconds until asking again is worth it; `undefined` when nothing will change by itself. */
function retryAfterS(status: ApplicationStatus): number | undefined {
  if (isFinal(status) || status === 'draft') return undefined;
  if (status === 'awaiting_subject') return 2; // they may be about to answer on the same device
  return status === 'submitted' || status === 'processing' ? 1 : 5;
}

/** Headers that go with an application, wherever it is answered. */
export function applicationHeaders(row: ApplicationRow): Record<string, string> & { readonly etag: string } {
  const seconds = retryAfterS(row.status);
  const { hand_off } = applicationView(row);
  return {
    etag: `"${row.version}${hand_off === undefined ? '' : `.${hand_off}`}"`,
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  };
}
