import { type Application, ApplicationSchema } from '@family-auth/library/protocol/application.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { digest } from '@family-auth/library/seal/digest.ts';
import { verifySubmission } from '@family-auth/library/seal/submission.ts';
import { eq } from 'drizzle-orm';
import type { FastifyReply } from 'fastify';
import * as z from 'zod/mini';
import { requireRecentLogin, signedBy } from '../access/authentication.ts';
import { asDraft, findApplication } from '../applications/find-application.ts';
import { moveApplication } from '../applications/move-application.ts';
import type { Backend } from '../context/backend.ts';
import { type Caller, callerOf } from '../context/caller.ts';
import type { SubmissionsPerDay } from '../context/settings.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications, submissions } from '../database/schema/applications.ts';
import { ProblemError } from '../errors/errors.ts';
import { noteSubmission } from '../hand-off/hand-offs.ts';
import type { App } from '../http/app.ts';
import { countAttempt, todayUtc } from '../limits/count-attempt.ts';
import {
  OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY,
  OPERATOR_SUBMISSIONS_PER_DAY,
  requireVerifiedAccounts,
} from '../rules/policy.ts';
import { applicationHeaders, applicationView } from './applications.ts';
import { checkManifest, checkParts, useChallenge } from './check-submission.ts';
import { acceptJws, JWS_MAX_BYTES, type JwsBody, jwsBody } from './jws-body.ts';

/** `POST /applications/{id}/submission` */
export async function submissionRoutes(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { db, settings } = backend;
  acceptJws(app);
  app.post(
    endpoints.submission(':id'),
    {
      bodyLimit: JWS_MAX_BYTES,
      schema: { params: z.object({ id: IdSchema }), response: { 202: ApplicationSchema } },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const jws = jwsBody(request);
      const sha256 = await digest(jws.bytes);
      const answer = (row: ApplicationRow) => accepted(reply, settings.apiBase, row);

      const known = await findApplication(backend, id, caller);
      // The same manifest again, because the answer got lost, is answered again and judged once.
      if (await wasReceived(db, known.id, sha256)) return answer(known);

      const draft = asDraft(known, caller);
      requireRecentLogin(caller, settings);
      if (draft.method === 'subject_login') requireVerifiedAccounts(settings);
      const row = await receive(backend, caller, draft, jws, sha256);
      return answer(row ?? (await findApplication(backend, id, caller)));
    },
  );
}

async function wasReceived(db: Database, applicationId: string, sha256: string): Promise<boolean> {
  const [former] = await db.select().from(submissions).where(eq(submissions.applicationId, applicationId));
  return former?.sha256 === sha256;
}

/** @returns the application as it is now, or nothing where the same manifest came twice at once and was received. */
async function receive(
  backend: Backend,
  caller: Caller,
  draft: ApplicationRow,
  { bytes, document }: JwsBody,
  sha256: string,
): Promise<ApplicationRow | undefined> {
  const { db, settings } = backend;
  const signed = signedBy(caller, settings, endpoints.submission(draft.id));
  const manifest = await verifySubmission(document, {
    ...signed.key,
    expected: { ...signed.claims, app: draft.id },
  });
  checkManifest(draft, manifest);
  return db.transaction(async (tx) => {
    // Two at once: the row lock lets one wait for the other, and then see what it did.
    await tx.select().from(applications).where(eq(applications.id, draft.id)).for('update');
    if (await wasReceived(tx, draft.id, sha256)) return undefined;
    await checkParts(tx, draft, manifest);
    await countSubmission(tx, draft, backend.settings.submissionsPerDay);
    if (manifest.challenge !== undefined) await useChallenge(tx, draft, manifest.challenge);
    const inserted = await tx
      .insert(submissions)
      .values({
        applicationId: draft.id,
        jws: bytes.toString('utf8'),
        sha256,
        jti: manifest.jti,
        jkt: caller.jkt,
        challengeId: manifest.challenge?.id ?? null,
        authTime: caller.authTime,
        receivedAt: new Date(),
      })
      .onConflictDoNothing()
      .returning({ id: submissions.applicationId });
    if (inserted.length === 0)
      throw new ProblemError('state_conflict', {
        detail: 'Another submission for this application has been accepted.',
      });
    await noteSubmission(tx, caller);
    return moveApplication(backend, tx, draft, { to: 'submitted', actor: `operator:${caller.sub}` });
  });
}

function accepted(reply: FastifyReply, apiBase: string, row: ApplicationRow): Application {
  reply.code(202).headers({
    'retry-after': '1',
    ...applicationHeaders(row),
    location: `${apiBase}${endpoints.application(row.id)}`,
  });
  return applicationView(row);
}

const DAY_MS = 86_400_000;

/**
 * Counts a submission against its operator, and against this operator and this relative together. Every submission asks the
 * registers something, so a day has only so many; what other operators send uses up nobody's.
 *
 * @throws ProblemError `attempts_exhausted`.
 */
export async function countSubmission(
  tx: Database,
  { operatorSub, subjectHash }: ApplicationRow,
  { ofOperator: allowed, forRelative: allowedForBoth }: SubmissionsPerDay = {
    ofOperator: OPERATOR_SUBMISSIONS_PER_DAY,
    forRelative: OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY,
  },
): Promise<void> {
  const ofOperator = await countAttempt(tx, `submission:operator:${operatorSub}`, todayUtc());
  const ofBoth = await countAttempt(
    tx,
    `submission:operator:${operatorSub}:subject:${subjectHash}`,
    todayUtc(),
  );
  if (ofOperator > allowed || ofBoth > allowedForBoth) {
    throw new ProblemError('attempts_exhausted', {
      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),
    });
  }
}
