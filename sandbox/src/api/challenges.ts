import {
  ChallengeRequestSchema,
  ChallengeSchema,
  StepCommitSchema,
  StepReceiptSchema,
  SwapRequestSchema,
  SwapResponseSchema,
} from '@family-auth/library/protocol/challenge.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import * as z from 'zod/mini';
import { findDraft } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf } from '../context/caller.ts';
import { ProblemError } from '../errors/errors.ts';
import { forgetEvidence } from '../evidence/evidence-files.ts';
import type { App } from '../http/app.ts';
import { commitStep, swapOpenStep, withOpenChallenge } from './challenge-steps.ts';
import { drawChallenge } from './draw-challenge.ts';
import { idempotently } from './idempotency.ts';

const BODY_MAX_BYTES = 4096;
const params = z.object({ id: IdSchema });

/** Live-face sessions: draw, commit a step, swap a step. */
export function challengeRoutes(app: App, backend: Backend): void {
  const { db, settings } = backend;

  app.post(
    endpoints.challenges(':id'),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { params, body: ChallengeRequestSchema, response: { 201: ChallengeSchema } },
    },
    async (request, reply) => {
      const application = await findDraft(backend, request.params.id, callerOf(request));
      if (application.method !== 'face_liveness') {
        throw new ProblemError('state_conflict', {
          detail: 'The method of this application needs no live-face session.',
        });
      }
      return idempotently(db, request, reply, async (tx) => {
        const body = await drawChallenge(tx, settings, application, request.body);
        // What an earlier attempt had sent belongs to its own nonce.
        await forgetEvidence(tx, application.id);
        return { status: 201, body };
      });
    },
  );

  app.post(
    endpoints.steps(':id'),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { params, body: StepCommitSchema, response: { 200: StepReceiptSchema } },
    },
    (request) =>
      withOpenChallenge(backend, request.params.id, callerOf(request), (tx, challenge, revealed) =>
        commitStep(backend, tx, challenge, revealed, request.body),
      ),
  );

  app.post(
    endpoints.swap(':id'),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { params, body: SwapRequestSchema, response: { 200: SwapResponseSchema } },
    },
    (request) =>
      withOpenChallenge(backend, request.params.id, callerOf(request), (tx, challenge, revealed) =>
        swapOpenStep(tx, challenge, revealed, request.body.i),
      ),
  );
}
