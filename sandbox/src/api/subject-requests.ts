import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import {
  AppointmentSchema,
  SubjectLinkSchema,
  SubjectRequestSchema,
} from '@family-auth/library/protocol/subject-request.ts';
import { IntentSchema } from '@family-auth/library/protocol/submission.ts';
import { verifyIntent } from '@family-auth/library/seal/intent.ts';
import * as z from 'zod/mini';
import { requireRecentLogin, signedBy } from '../access/authentication.ts';
import { checkSubjectConsents, recordConsents } from '../applications/consents.ts';
import { findApplication } from '../applications/find-application.ts';
import {
  appointmentCode,
  findSubjectRequest,
  requestView,
  type Settled,
  settleAnswer,
} from '../applications/subject-requests.ts';
import type { Backend } from '../context/backend.ts';
import { type Caller, callerOf } from '../context/caller.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { ProblemError } from '../errors/errors.ts';
import type { App } from '../http/app.ts';
import { requireVerifiedAccounts } from '../rules/policy.ts';
import { keyedToken } from '../storage/keyed-hash.ts';
import { qrBits } from './cards.ts';
import { acceptJws, JWS_MAX_BYTES, type JwsBody, jwsBody } from './jws-body.ts';

const params = z.object({ id: IdSchema });
const linkParams = z.object({ token: IdSchema });

/** While an application waits for the relative: how they are reached, and their own answer. */
export async function subjectLinkRoutes(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { db, hash, settings } = backend;
  acceptJws(app);

  app.post(
    endpoints.subjectLinks(':id'),
    { bodyLimit: 1024, schema: { params, response: { 201: SubjectLinkSchema } } },
    async (request, reply) => {
      requireVerifiedAccounts(settings);
      const row = await findWaiting(backend, request.params.id, callerOf(request), 'subject_login');
      const token = keyedToken(hash, 'subject-link', row.id);
      const url = `${settings.issuer}/confirm/${token}`;
      reply.code(201);
      return { token, url, qr: qrBits(url), expires_at: row.expiresAt.toISOString() };
    },
  );

  app.get(
    endpoints.appointment(':id'),
    { schema: { params, response: { 200: AppointmentSchema } } },
    async (request) => {
      const row = await findWaiting(backend, request.params.id, callerOf(request), 'in_person');
      const code = await appointmentCode(backend, row);
      const qr = qrBits(`${settings.issuer}/desk/?code=${code}`);
      return { code, qr, expires_at: row.expiresAt.toISOString() };
    },
  );

  app.get(
    endpoints.subjectLink(':token'),
    { schema: { params: linkParams, response: { 200: SubjectRequestSchema } } },
    async (request) => {
      const row = await findSubjectRequest(backend, request.params.token, callerOf(request).sub);
      return requestView(db, row);
    },
  );

  app.post(
    endpoints.subjectLink(':token'),
    { bodyLimit: JWS_MAX_BYTES, schema: { params: linkParams } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { token } = request.params;
      const row = await findSubjectRequest(backend, token, caller.sub);
      requireRecentLogin(caller, settings);
      const settled = await readAnswer(backend, caller, row, jwsBody(request), endpoints.subjectLink(token));
      if (!(await settleAnswer(backend, row.id, settled))) throw new ProblemError('not_found');
      return reply.code(204).send();
    },
  );
}

/** @throws ProblemError `not_found`, or `state_conflict` for one that does not wait in this way. */
async function findWaiting(
  backend: Backend,
  id: string,
  caller: Caller,
  method: ApplicationRow['method'],
): Promise<ApplicationRow> {
  const row = await findApplication(backend, id, caller);
  if (row.status === 'awaiting_subject' && row.method === method) return row;
  throw new ProblemError('state_conflict', {
    detail: 'The application is not waiting for the relative by this method.',
  });
}

/** The relative's signed answer. What it says is read first, to be verified then. */
async function readAnswer(
  { settings }: Backend,
  caller: Caller,
  row: ApplicationRow,
  { bytes, document }: JwsBody,
  path: string,
): Promise<Settled> {
  const signed = signedBy(caller, settings, path);
  const claimed = intentOf(document);
  const intent = claimed === 'decline_as_subject' ? claimed : 'agree_as_subject';
  const { consents = [] } = await verifyIntent(document, {
    ...signed.key,
    expected: { ...signed.claims, intent, object: row.id },
  });
  if (intent === 'decline_as_subject') {
    return { agreed: false, reason: 'subject_declined', decidedBy: `subject:${caller.sub}` };
  }
  checkSubjectConsents(consents, row.method);
  return {
    agreed: true,
    answer: {
      by: 'relative',
      who: caller.sub,
      consents: recordConsents(consents),
      signed: bytes.toString('utf8'),
      at: new Date().toISOString(),
    },
  };
}

function intentOf(document: unknown): unknown {
  const { payload } = (document ?? {}) as { payload?: unknown };
  if (typeof payload !== 'string') return undefined;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { intent?: unknown };
    return IntentSchema.shape.intent.safeParse(claims.intent).data;
  } catch {
    return undefined;
  }
}
