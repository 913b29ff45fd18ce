import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import {
  type Binding,
  BindingSchema,
  PortalResultSchema,
  RedeemCardCodeSchema,
  RedeemedCardCodeSchema,
  RedeemedServiceLinkSchema,
  RedeemServiceLinkSchema,
} from '@family-auth/library/protocol/portal-server.ts';
import { and, eq, inArray } from 'drizzle-orm';
import * as z from 'zod/mini';
import { portalServerAuthentication } from '../access/authentication.ts';
import { refAt } from '../applications/cards.ts';
import { findApplicationOfPortal } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import { type CallingPortalServer, portalServerOf } from '../context/caller.ts';
import { applications } from '../database/schema/applications.ts';
import { type CardRow, cards } from '../database/schema/cards.ts';
import { ProblemError } from '../errors/errors.ts';
import type { App } from '../http/app.ts';
import { redeemCodeOf, redeemLinkOf } from '../services/redeem.ts';
import { signedResult } from './decision.ts';

const BODY_MAX_BYTES = 1024;

/**
 * What a portal's own server asks, by a token of its own: about applications and cards that came by its portal, and about
 * codes and links that somebody shows it. What is another portal's is as unknown as what never was.
 */
export async function portalServerRoutes(app: App, { backend }: { backend: Backend }): Promise<void> {
  app.addHook('onRequest', portalServerAuthentication(backend));

  app.get(
    endpoints.portalResult(':id'),
    { schema: { params: z.object({ id: IdSchema }), response: { 200: PortalResultSchema } } },
    async (request) => {
      const row = await findApplicationOfPortal(backend, request.params.id, portalServerOf(request));
      return { result: await signedResult(backend, row), operator: row.operatorSub };
    },
  );

  app.get(
    endpoints.portalCard(':ref'),
    { schema: { params: z.object({ ref: IdSchema }), response: { 200: BindingSchema } } },
    async (request) => {
      const [card] = await cardsOfPortal(backend, portalServerOf(request), eq(cards.ref, request.params.ref));
      if (card === undefined) throw new ProblemError('not_found');
      return bindingOf(card);
    },
  );

  app.post(
    endpoints.redeemServiceLink(),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { body: RedeemServiceLinkSchema, response: { 200: RedeemedServiceLinkSchema } },
    },
    async (request) => {
      const { clientId, clientIds } = portalServerOf(request);
      const link = await redeemLinkOf(backend, clientIds)(request.body.token);
      if (link === undefined) throw new ProblemError('not_found', { detail: LINK_GONE });
      return {
        card: refAt(backend, link.cardRef, link.boundBy, clientId),
        service: link.service,
        name: link.subjectName,
        number: link.subjectNumber,
        relationship: link.relationship,
        operator_name: link.operatorName,
        operator: link.operatorSub,
      };
    },
  );

  app.post(
    endpoints.redeemCardCode(),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { body: RedeemCardCodeSchema, response: { 200: RedeemedCardCodeSchema } },
    },
    async (request) => {
      const code = await redeemCodeOf(backend)(request.body.code);
      if (code.state !== 'valid') return { state: code.state };
      const { maskedName: name, maskedNumber: number, cardRef: ref } = code;
      // A reference is of one portal: shown to two, it would tell them that they speak of the same person.
      const [own] = await cardsOfPortal(backend, portalServerOf(request), eq(cards.ref, ref));
      return { state: code.state, name, number, ...(own === undefined ? {} : { card: ref }) };
    },
  );
}

const LINK_GONE = "The link is used, expired, or not one of this portal's; or its card is no longer active.";

/** Cards that applications of a portal's clients bound. */
async function cardsOfPortal(
  { db }: Backend,
  { clientIds }: CallingPortalServer,
  which: ReturnType<typeof eq>,
): Promise<CardRow[]> {
  const rows = await db
    .select({ card: cards })
    .from(cards)
    .innerJoin(applications, eq(applications.id, cards.applicationId))
    .where(and(which, inArray(applications.clientId, [...clientIds])));
  return rows.map(({ card }) => card);
}

const bindingOf = (card: CardRow): Binding => ({
  ref: card.ref,
  application: card.applicationId,
  relationship: card.relationship,
  status: card.status,
  bound_at: card.boundAt.toISOString(),
  ...(card.revocation === null ? {} : { revocation: card.revocation }),
  ...(card.revokedAt === null ? {} : { revoked_at: card.revokedAt.toISOString() }),
});
