import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { verifyIntent } from '@family-auth/library/seal/intent.ts';
import * as z from 'zod/mini';
import type { Backend } from '../../server/backend.ts';
import { callerOf } from '../access/caller.ts';
import { requireRecentLogin } from '../access/recent-login.ts';
import { signedBy } from '../access/signed-by.ts';
import type { App } from '../wire/app.ts';
import { acceptJws, JWS_MAX_BYTES, jwsBody } from '../wire/jws-body.ts';
import { endLink } from './card-link.ts';
import { findCard } from './find-card.ts';

/** `POST /family/cards/{ref}/unbinding`: final, and harmless when posted again. */
export async function unbindingRoute(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { db, settings } = backend;
  acceptJws(app);
  app.post(
    endpoints.cardUnbinding(':ref'),
    { bodyLimit: JWS_MAX_BYTES, schema: { params: z.object({ ref: IdSchema }) } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { ref, status } = await findCard(db, request.params.ref, caller);
      if (status !== 'revoked') requireRecentLogin(caller, settings);
      const signed = signedBy(caller, settings, endpoints.cardUnbinding(ref));
      await verifyIntent(jwsBody(request).document, {
        ...signed.key,
        expected: { ...signed.claims, intent: 'unbind_card', object: ref },
      });
      if (status !== 'revoked') {
        const actor = `operator:${caller.sub}`;
        await db.transaction((tx) => endLink(backend, tx, ref, { revocation: 'operator_unbound', actor }));
      }
      return reply.code(204).send();
    },
  );
}
