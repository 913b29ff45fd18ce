import { randomBytes, randomInt } from 'node:crypto';
import {
  type CardCode,
  CardCodeSchema,
  type CardService,
  CardsResponseSchema,
  ServiceLinkSchema,
} from '@family-auth/library/protocol/card.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { verifyIntent } from '@family-auth/library/seal/intent.ts';
import { signStatement } from '@family-auth/library/seal/statement.ts';
import { and, desc, eq, gt, inArray, or } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { encode } from 'uqr';
import * as z from 'zod/mini';
import { requireRecentLogin, signedBy } from '../access/authentication.ts';
import { endLink, findActiveCard, findCard, refAt } from '../applications/cards.ts';
import type { Backend } from '../context/backend.ts';
import { type Caller, callerOf } from '../context/caller.ts';
import type { Settings } from '../context/settings.ts';
import { applications } from '../database/schema/applications.ts';
import { type CardRow, cardCodes, cards, serviceLinks } from '../database/schema/cards.ts';
import { ProblemError } from '../errors/errors.ts';
import type { App } from '../http/app.ts';
import { localeOf } from '../pages/language.ts';
import { CARD_SERVICES } from '../rules/card-services.ts';
import { daysAgo, REPUDIATED_SHOWN_DAYS } from '../rules/retention.ts';
import { acceptJws, JWS_MAX_BYTES, jwsBody } from './jws-body.ts';

const params = z.object({ ref: IdSchema });
const LinkParams = z.object({ ref: IdSchema, service: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)) });
const CODE_LIFETIME_MS = 60_000;
const CODE_DIGITS = 20;
const LINK_LIFETIME_MS = 120_000;

const localeFor = ({ headers }: FastifyRequest) => localeOf(headers['accept-language']);

/** Bound cards, their display codes, and links to what can be done with them. */
export function cardRoutes(app: App, backend: Backend): void {
  const { db, settings } = backend;

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
      const card = await findCard(backend, request.params.ref, caller);
      return { cards: [await signedCardView(backend, caller, card, localeFor(request))] };
    },
  );

  app.post(
    endpoints.cardCodes(':ref'),
    { bodyLimit: 1024, schema: { params, response: { 201: CardCodeSchema } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { ref } = await findActiveCard(backend, request.params.ref, caller);
      requireRecentLogin(caller, settings);
      const { code, expiresAt } = await newCode(backend, ref);
      reply.code(201);
      const qr = qrBits(`${settings.issuer}/counter/${code}`);
      return { code, qr, expires_at: expiresAt.toISOString() };
    },
  );
  serviceLinkRoute(app, backend);
}

/** A link to a service, for two minutes and one use: to the backend's own page, or to the portal's server that does it. */
function serviceLinkRoute(app: App, backend: Backend): void {
  const { db, settings, hash } = backend;
  app.post(
    endpoints.serviceLinks(':ref', ':service'),
    { bodyLimit: 1024, schema: { params: LinkParams, response: { 201: ServiceLinkSchema } } },
    async (request, reply) => {
      const { service } = request.params;
      const caller = callerOf(request);
      const { ref, services } = await findActiveCard(backend, request.params.ref, caller);
      if (!services.includes(service)) throw new ProblemError('not_found');
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Date.now() + LINK_LIFETIME_MS);
      const portal = servicesOfPortal(settings, caller);
      const redeemedBy = portal === undefined ? null : caller.clientId;
      const tokenHash = hash('service-link', token);
      await db.insert(serviceLinks).values({ tokenHash, cardRef: ref, service, redeemedBy, expiresAt });
      reply.code(201);
      const url = new URL(portal ?? `${settings.issuer}/services/${token}`);
      if (portal !== undefined) url.searchParams.set('token', token);
      url.searchParams.set('lang', localeFor(request));
      return { url: url.href, expires_at: expiresAt.toISOString() };
    },
  );
}

/** Where the portal that the operator came by does the services itself, if it does. */
const servicesOfPortal = ({ portalServers }: Settings, { clientId }: Caller): string | undefined =>
  portalServers.find((server) => [server.clientId, server.pagesClientId].includes(clientId))?.serviceUri;

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

/** How long a card view may be shown before it is asked for again, seconds. */
const VIEW_LIFETIME_S = 300;

/** Signs what the client may show of a card: masked, with what can be done with it. */
async function signedCardView(
  backend: Backend,
  { clientId }: Caller,
  card: CardRow,
  locale: 'zh-CN' | 'en',
): Promise<string> {
  const { db, keys, settings } = backend;
  const [made] = await db.select().from(applications).where(eq(applications.id, card.applicationId));
  const { clientId: boundBy, consentsWithdrawnAt } = made!;
  const ref = refAt(backend, card.ref, boundBy, clientId);
  // Of another portal the application is as little to be known as the reference.
  const isNamed = ref === card.ref && consentsWithdrawnAt === null;
  const iat = Math.floor(Date.now() / 1000);
  return signStatement(
    'card',
    {
      iss: settings.issuer,
      aud: clientId,
      iat,
      exp: iat + VIEW_LIFETIME_S,
      ref,
      name: card.maskedName,
      number: card.maskedNumber,
      relationship: card.relationship,
      status: card.status,
      ...(card.revocation === null ? {} : { revocation: card.revocation }),
      ...(card.revokedAt === null ? {} : { revoked_at: card.revokedAt.toISOString() }),
      issuer_name: locale === 'en' ? 'Social insurance service platform (test)' : '社会保险服务平台（测试）',
      bound_at: card.boundAt.toISOString(),
      ...(isNamed ? { application: card.applicationId } : {}),
      test_system: true,
      services: servicesOf(card, locale),
    },
    keys.signer,
  );
}

const servicesOf = ({ services, status }: CardRow, locale: 'zh-CN' | 'en'): CardService[] =>
  status !== 'active'
    ? []
    : CARD_SERVICES.filter(({ id }) => services.includes(id)).map(({ id, title, description }) => ({
        id,
        title: title[locale],
        description: description[locale],
      }));

/** A QR symbol (ISO/IEC 18004, error correction M) as bits, row by row, most significant first, without quiet zone. */
export function qrBits(text: string): CardCode['qr'] {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  const bits = data.flat();
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((dark, index) => {
    if (dark) bytes[index >> 3]! |= 0x80 >> (index & 7);
  });
  return { size, modules: Buffer.from(bytes).toString('base64url') };
}

/** `POST /family/cards/{ref}/unbinding`: final, and harmless when posted again. */
export async function unbindingRoute(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { db, settings } = backend;
  acceptJws(app);
  app.post(
    endpoints.cardUnbinding(':ref'),
    { bodyLimit: JWS_MAX_BYTES, schema: { params: z.object({ ref: IdSchema }) } },
    async (request, reply) => {
      const caller = callerOf(request);
      const named = request.params.ref;
      const { ref, status } = await findCard(backend, named, caller);
      if (status !== 'revoked') requireRecentLogin(caller, settings);
      const signed = signedBy(caller, settings, endpoints.cardUnbinding(named));
      await verifyIntent(jwsBody(request).document, {
        ...signed.key,
        expected: { ...signed.claims, intent: 'unbind_card', object: named },
      });
      if (status !== 'revoked') {
        const actor = `operator:${caller.sub}`;
        await db.transaction((tx) => endLink(backend, tx, ref, { revocation: 'operator_unbound', actor }));
      }
      return reply.code(204).send();
    },
  );
}
