import { randomBytes, randomInt } from 'node:crypto';
import {
  CardCodeSchema,
  CardsResponseSchema,
  ServiceLinkSchema,
} from '@family-auth/library/protocol/card.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { and, desc, eq, gt, inArray, or } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { type CardRow, cardCodes, cards, serviceLinks } from '../../database/schema/cards.ts';
import { localeOf } from '../../pages/pick-language.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { callerOf } from '../access/caller.ts';
import { requireRecentLogin } from '../access/recent-login.ts';
import { daysAgo, REPUDIATED_SHOWN_DAYS } from '../policy/retention.ts';
import type { App } from '../wire/app.ts';
import { signedCardView } from './card-view.ts';
import { findActiveCard, findCard } from './find-card.ts';
import { qrBits } from './qr-bits.ts';

const params = z.object({ ref: IdSchema });
const LinkParams = z.object({ ref: IdSchema, service: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)) });
const CODE_LIFETIME_MS = 60_000;
const CODE_DIGITS = 20;
const LINK_LIFETIME_MS = 120_000;

/** Bound cards, their display codes, and links to what can be done with them. */
export function cardRoutes(app: App, backend: Backend): void {
  const { db, settings, hash } = backend;
  const localeFor = ({ headers }: FastifyRequest) => localeOf(headers['accept-language']);

  app.get(endpoints.cards(), { schema: { response: { 200: CardsResponseSchema } } }, async (request) => {
    const caller = callerOf(request);
    const rows = await db
      .select()
      .from(cards)
      .where(and(eq(cards.operatorSub, caller.sub), or(isBound, wasJustRepudiated())))
      .orderBy(desc(cards.boundAt));
    const sign = (row: CardRow) => signedCardView(backend, caller, row, localeFor(request));
    return { cards: await Promise.all(newestOfEach(rows).map(sign)) };
  });

  app.get(
    endpoints.card(':ref'),
    { schema: { params, response: { 200: CardsResponseSchema } } },
    async (request) => {
      const caller = callerOf(request);
      const card = await findCard(db, request.params.ref, caller);
      return { cards: [await signedCardView(backend, caller, card, localeFor(request))] };
    },
  );

  app.post(
    endpoints.cardCodes(':ref'),
    { bodyLimit: 1024, schema: { params, response: { 201: CardCodeSchema } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { ref } = await findActiveCard(db, request.params.ref, caller);
      requireRecentLogin(caller, settings);
      const { code, expiresAt } = await newCode(backend, ref);
      reply.code(201);
      const qr = qrBits(`${settings.issuer}/counter/${code}`);
      return { code, qr, expires_at: expiresAt.toISOString() };
    },
  );

  app.post(
    endpoints.serviceLinks(':ref', ':service'),
    { bodyLimit: 1024, schema: { params: LinkParams, response: { 201: ServiceLinkSchema } } },
    async (request, reply) => {
      const { service } = request.params;
      const { ref, services } = await findActiveCard(db, request.params.ref, callerOf(request));
      if (!services.includes(service)) throw new ProblemError('not_found');
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Date.now() + LINK_LIFETIME_MS);
      await db
        .insert(serviceLinks)
        .values({ tokenHash: hash('service-link', token), cardRef: ref, service, expiresAt });
      reply.code(201);
      const url = `${settings.issuer}/services/${token}?lang=${localeFor(request)}`;
      return { url, expires_at: expiresAt.toISOString() };
    },
  );
}

const isBound = inArray(cards.status, ['active', 'suspended']);

/** What the relative ended stays in the list for a while: nobody else tells the operator. */
const wasJustRepudiated = () =>
  and(eq(cards.revocation, 'subject_repudiated'), gt(cards.revokedAt, daysAgo(REPUDIATED_SHOWN_DAYS)));

/** Once the relative is bound again, the earlier end is history. */
function newestOfEach(rows: readonly CardRow[]): CardRow[] {
  const seen = new Set<string>();
  return rows.filter(({ subjectHash }) => !seen.has(subjectHash) && seen.add(subjectHash));
}

/** One code a card: the one before is good no longer. */
async function newCode({ db, hash }: Backend, ref: string): Promise<{ code: string; expiresAt: Date }> {
  const code = Array.from({ length: CODE_DIGITS }, () => randomInt(10)).join('');
  const expiresAt = new Date(Date.now() + CODE_LIFETIME_MS);
  await db.transaction(async (tx) => {
    // Of two that are asked for at once, one waits for the other here.
    await tx.select().from(cards).where(eq(cards.ref, ref)).for('update');
    await tx.delete(cardCodes).where(eq(cardCodes.cardRef, ref));
    await tx.insert(cardCodes).values({ codeHash: hash('card-code', code), cardRef: ref, expiresAt });
  });
  return { code, expiresAt };
}
