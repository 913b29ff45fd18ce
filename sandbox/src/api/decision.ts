import {
  AppealSchema,
  ApplicationSchema,
  type Consent,
  isFinal,
  type RecordedConsent,
} from '@family-auth/library/protocol/application.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { DeletionReceiptsResponseSchema } from '@family-auth/library/protocol/deletion-receipt.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { ResultResponseSchema } from '@family-auth/library/protocol/result.ts';
import { verifyIntent } from '@family-auth/library/seal/intent.ts';
import { signStatement } from '@family-auth/library/seal/statement.ts';
import { and, desc, eq } from 'drizzle-orm';
import * as z from 'zod/mini';
import { signedBy } from '../access/authentication.ts';
import { findApplication } from '../applications/find-application.ts';
import { moveApplication } from '../applications/move-application.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf } from '../context/caller.ts';
import { type ApplicationRow, applicationTransitions, submissions } from '../database/schema/applications.ts';
import { ProblemError } from '../errors/errors.ts';
import { signedReceipts } from '../evidence/deletion.ts';
import type { App } from '../http/app.ts';
import { withdrawApplication, withdrawConsent } from '../retention/withdraw-consent.ts';
import { APPEAL_WINDOW_DAYS, daysAfter } from '../rules/retention.ts';
import { applicationHeaders, applicationView, isAppealable } from './applications.ts';
import { idempotently } from './idempotency.ts';
import { acceptJws, JWS_MAX_BYTES, jwsBody } from './jws-body.ts';

const params = z.object({ id: IdSchema });
/** How long a signed result may be shown, seconds. */
const RESULT_LIFETIME_S = 86_400;

/** The signed decision, withdrawing an application or its consents, what was deleted, and the one appeal. */
export async function decisionRoutes(app: App, { backend }: { backend: Backend }): Promise<void> {
  acceptJws(app);
  resultRoute(app, backend);
  withdrawalRoutes(app, backend);
  deletionReceiptsRoute(app, backend);
  appealRoute(app, backend);
}

function resultRoute(app: App, backend: Backend): void {
  app.get(
    endpoints.result(':id'),
    { schema: { params, response: { 200: ResultResponseSchema } } },
    async (request) => {
      const row = await findApplication(backend, request.params.id, callerOf(request));
      return { result: await signedResult(backend, row) };
    },
  );
}

function withdrawalRoutes(app: App, backend: Backend): void {
  const { settings } = backend;

  app.post(
    endpoints.withdrawal(':id'),
    { bodyLimit: JWS_MAX_BYTES, schema: { params, response: { 200: ApplicationSchema } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const row = await findApplication(backend, request.params.id, caller);
      const signed = signedBy(caller, settings, endpoints.withdrawal(row.id));
      await verifyIntent(jwsBody(request).document, {
        ...signed.key,
        expected: { ...signed.claims, intent: 'withdraw_application', object: row.id },
      });
      const withdrawn = await withdrawApplication(backend, row.id, `operator:${caller.sub}`);
      reply.headers(applicationHeaders(withdrawn));
      return applicationView(withdrawn);
    },
  );

  app.post(
    endpoints.consentWithdrawal(':id'),
    { bodyLimit: JWS_MAX_BYTES, schema: { params, response: { 200: ApplicationSchema } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const row = await findApplication(backend, request.params.id, caller);
      const signed = signedBy(caller, settings, endpoints.consentWithdrawal(row.id));
      await verifyIntent(jwsBody(request).document, {
        ...signed.key,
        expected: { ...signed.claims, intent: 'withdraw_consent', object: row.id },
      });
      const withdrawn = await withdrawConsent(backend, row.id, `operator:${caller.sub}`);
      reply.headers(applicationHeaders(withdrawn));
      return applicationView(withdrawn);
    },
  );
}

function deletionReceiptsRoute(app: App, backend: Backend): void {
  app.get(
    endpoints.deletionReceipts(':id'),
    { schema: { params, response: { 200: DeletionReceiptsResponseSchema } } },
    async (request) => {
      const caller = callerOf(request);
      const receipts = await signedReceipts(backend, request.params.id, caller);
      // A receipt outlives its application; without one, somebody else's is as unknown as one that never was.
      if (receipts.length === 0) await findApplication(backend, request.params.id, caller);
      return { receipts };
    },
  );
}

function appealRoute(app: App, backend: Backend): void {
  app.post(
    endpoints.appeal(':id'),
    { bodyLimit: 8192, schema: { params, body: AppealSchema, response: { 202: ApplicationSchema } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const row = await findApplication(backend, request.params.id, caller);
      return idempotently(backend.db, request, reply, async (tx) => {
        checkAppeal(row);
        const changes = { appealedAt: new Date(), appealText: request.body.text };
        const moved = await moveApplication(backend, tx, row, {
          to: 'manual_review',
          actor: `operator:${caller.sub}`,
          changes,
        });
        return { status: 202, headers: applicationHeaders(moved), body: applicationView(moved) };
      });
    },
  );
}

function checkAppeal(row: ApplicationRow): void {
  if (isAppealable(row)) return;
  const late = row.status === 'rejected' && daysAfter(row.updatedAt, APPEAL_WINDOW_DAYS) <= new Date();
  throw new ProblemError('state_conflict', {
    detail: late ? 'The time for an appeal is over.' : 'One appeal, and only against a rejection.',
  });
}

/** The decision on an application that is final, signed. @throws ProblemError `not_final`, `state_conflict`. */
export async function signedResult({ db, keys, settings }: Backend, row: ApplicationRow): Promise<string> {
  if (!isFinal(row.status)) throw new ProblemError('not_final');
  const [submission] = await db.select().from(submissions).where(eq(submissions.applicationId, row.id));
  if (submission === undefined) {
    throw new ProblemError('state_conflict', {
      detail: 'The application was never submitted, so it has no decision.',
    });
  }
  const [decision] = await db
    .select()
    .from(applicationTransitions)
    .where(
      and(eq(applicationTransitions.applicationId, row.id), eq(applicationTransitions.toStatus, row.status)),
    )
    .orderBy(desc(applicationTransitions.version))
    .limit(1);
  const iat = Math.floor(Date.now() / 1000);
  return signStatement(
    'result',
    {
      iss: settings.issuer,
      aud: row.clientId,
      sub: row.id,
      iat,
      exp: iat + RESULT_LIFETIME_S,
      status: row.status,
      ...(row.reason === null ? {} : { reason: row.reason }),
      decided_at: (decision?.at ?? row.updatedAt).toISOString(),
      method: row.method,
      ...(row.cardRef === null ? {} : { binding: { ref: row.cardRef, relationship: row.relationship } }),
      consents: [...row.consents, ...(row.subjectAnswer?.consents ?? [])].map(recorded),
      submission: submission.sha256,
    },
    keys.signer,
  );
}

const recorded = ({ notice, version, by, at }: Consent): RecordedConsent => ({ notice, version, by, at });
