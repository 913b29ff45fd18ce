import { ResultError } from '@family-auth/library/base/errors.ts';
import { verifyResult } from '@family-auth/library/server/verify-result.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import type { Settings } from '../context/settings.ts';
import { ProblemError } from '../errors/errors.ts';
import { PORTAL_CLIENT } from '../provider/clients.ts';

const HandedInSchema = z.object({ result: z.string().check(z.maxLength(8192)) });

/**
 * The demo portal's own server: `POST /result` takes what the page got with `family-auth-complete` and believes nothing of
 * it but what the backend signed for this portal.
 */
export function portalServerRoutes(app: FastifyInstance, { issuer }: Settings): void {
  app.post('/result', { bodyLimit: 16_384 }, async (request) => {
    const handedIn = HandedInSchema.safeParse(request.body);
    if (!handedIn.success) throw new ProblemError('malformed', { detail: 'Send {"result": "<JWT>"}.' });
    try {
      const { sub, status, binding } = await verifyResult(handedIn.data.result, {
        issuer,
        clientId: PORTAL_CLIENT,
      });
      return { application: sub, status, ...(binding === undefined ? {} : { card: binding.ref }) };
    } catch (error) {
      if (!(error instanceof ResultError)) throw error;
      throw new ProblemError('malformed', {
        detail: `The result is not believed: ${error.code}.`,
        cause: error,
      });
    }
  });
}
