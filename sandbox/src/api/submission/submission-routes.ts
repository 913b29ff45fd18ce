import { type Application, ApplicationSchema } from '@family-auth/library/protocol/application.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { digest } from '@family-auth/library/seal/digest.ts';
import { verifySubmission } from '@family-auth/library/seal/submission.ts';
import { eq } from 'drizzle-orm';
import type { FastifyReply } from 'fastify';
import * as z from 'zod/mini';
import type { Database } from '../../database/database.ts';
import { type ApplicationRow, applications, submissions } from '../../database/schema/applications.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { type Caller, callerOf } from '../access/caller.ts';
import { requireRecentLogin } from '../access/recent-login.ts';
import { signedBy } from '../access/signed-by.ts';
import { applicationHeaders, applicationView } from '../applications/application-view.ts';
import { asDraft, findApplication } from '../applications/find-application.ts';
import { moveApplication } from '../applications/move-application.ts';
import { requireVerifiedAccounts } from '../policy/accepted-methods.ts';
import type { App } from '../wire/app.ts';
import { acceptJws, JWS_MAX_BYTES, type JwsBody, jwsBody } from '../wire/jws-body.ts';
import { checkManifest } from './check-manifest.ts';
import { checkParts } from './check-parts.ts';
import { countSubmission } from './count-submission.ts';
import { useChallenge } from './use-challenge.ts';

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
    await countSubmission(tx, draft);
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
      throw new ProblemError('state_conflict', { detail: 'Another one was just accepted.' });
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
