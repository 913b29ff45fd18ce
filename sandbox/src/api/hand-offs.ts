import { maskName } from '@family-auth/library/identity/mask.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import {
  ClaimHandOffSchema,
  ConfirmHandOffSchema,
  CreateHandOffSchema,
  type HandOff,
  HandOffClaimSchema,
  HandOffSchema,
  type HandOffStage,
} from '@family-auth/library/protocol/hand-off.ts';
import { and, count, eq, isNull } from 'drizzle-orm';
import type { FastifyReply } from 'fastify';
import * as z from 'zod/mini';
import { requireRecentLogin } from '../access/authentication.ts';
import type { Backend } from '../context/backend.ts';
import { type Caller, callerOf } from '../context/caller.ts';
import { isRegistered } from '../context/portals.ts';
import { challenges } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { operators } from '../database/schema/operators.ts';
import { findOwnHandOff, keyOfDevice } from '../hand-off/device-access.ts';
import {
  cancelHandOff,
  claimHandOff,
  confirmHandOff,
  createHandOff,
  type Found,
  isUnderWay,
} from '../hand-off/hand-offs.ts';
import { ticketsOf } from '../hand-off/invitation.ts';
import type { App } from '../http/app.ts';
import { qrBits } from './cards.ts';

const BODY_MAX_BYTES = 1024;
const params = z.object({ id: IdSchema });

/** `POST /hand-offs/claims`: by a device that nobody knows yet, so that nothing but its key speaks for it. */
export function claimRoute(app: App, backend: Backend): void {
  app.post(
    endpoints.handOffClaims(),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { body: ClaimHandOffSchema, response: { 201: HandOffClaimSchema } },
    },
    async (request, reply) => {
      const jkt = await keyOfDevice(backend, request, reply);
      const { row, application, token, matchCode } = await claimHandOff(backend, request.body.ticket, jkt);
      const [operator] = await backend.db
        .select({ name: operators.name })
        .from(operators)
        .where(eq(operators.sub, application.operatorSub));
      reply.code(201);
      return {
        ...{ id: row.id, token, match_code: matchCode },
        ...(row.portal === null ? {} : { portal: row.portal }),
        operator_name: maskName(operator?.name ?? '*'),
        subject_name: application.subjectName,
        relationship: application.relationship,
        method: application.method,
        expires_at: row.expiresAt.toISOString(),
      };
    },
  );
}

/** How a hand-off begins, stands and ends, for the operator's client and for the other device. */
export function handOffRoutes(app: App, backend: Backend): void {
  const { settings } = backend;
  const answer = async (reply: FastifyReply, found: Found, caller: Caller): Promise<HandOff> => {
    if (isUnderWay(found.row)) reply.header('retry-after', '1');
    return viewOf(backend, found, caller);
  };

  app.post(
    endpoints.handOffs(':id'),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { params, body: CreateHandOffSchema, response: { 201: HandOffSchema } },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      requireRecentLogin(caller, settings);
      const portal = portalOf(settings, request.headers.origin, request.body.portal);
      const found = await createHandOff(backend, request.params.id, caller, portal);
      reply.code(201).header('location', `${settings.apiBase}${endpoints.handOff(found.row.id)}`);
      return answer(reply, found, caller);
    },
  );

  app.get(
    endpoints.handOff(':id'),
    { schema: { params, response: { 200: HandOffSchema } } },
    async (request, reply) =>
      answer(reply, await findOwnHandOff(backend, request.params.id, request), callerOf(request)),
  );

  app.post(
    endpoints.handOffConfirmation(':id'),
    {
      bodyLimit: BODY_MAX_BYTES,
      schema: { params, body: ConfirmHandOffSchema, response: { 200: HandOffSchema } },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = request.params;
      await findOwnHandOff(backend, id, request);
      requireRecentLogin(caller, settings);
      return answer(reply, await confirmHandOff(backend, id, caller, request.body.match_code), caller);
    },
  );

  app.post(
    endpoints.handOffCancellation(':id'),
    { bodyLimit: BODY_MAX_BYTES, schema: { params, response: { 200: HandOffSchema } } },
    async (request, reply) => {
      const caller = callerOf(request);
      await findOwnHandOff(backend, request.params.id, request);
      return answer(reply, await cancelHandOff(backend, request.params.id, caller), caller);
    },
  );
}

/** The portal whose page asks: by the request's origin; the backend's own page in a frame says which one holds it. */
function portalOf(
  { issuer, portals }: Backend['settings'],
  origin: string | undefined,
  named: string | undefined,
): string | undefined {
  if (origin !== issuer) return origin;
  return named !== undefined && isRegistered(portals, named) ? named : undefined;
}

async function viewOf(backend: Backend, found: Found, caller: Caller): Promise<HandOff> {
  const { row, application } = found;
  const isDevice = caller.handOff !== undefined;
  return {
    id: row.id,
    application: application.id,
    status: row.status,
    ...(row.status === 'ended' && row.reason !== null ? { reason: row.reason } : {}),
    ...(row.status === 'confirmed' ? { stage: await stageOf(backend, found) } : {}),
    ...(row.status === 'claimed' ? { tries_left: row.triesLeft } : {}),
    expires_at: row.expiresAt.toISOString(),
    ...(row.status === 'open' && !isDevice ? { invitation: invitationOf(backend, found) } : {}),
    ...(row.status === 'confirmed' && isDevice ? { delegation: delegationOf(found) } : {}),
  };
}

function invitationOf({ settings, hash }: Backend, { row }: Found): NonNullable<HandOff['invitation']> {
  const { scan, link, code } = ticketsOf(hash, row);
  // Behind `#` it is in no log, and no other page is told of it.
  const at = (ticket: string) => `${settings.handOffUri}#${ticket}`;
  return {
    scan: { url: at(scan.ticket), qr: qrBits(at(scan.ticket)), expires_at: scan.expiresAt.toISOString() },
    link: at(link),
    page: settings.handOffUri,
    code,
  };
}

const delegationOf = ({ application }: Found): NonNullable<HandOff['delegation']> => ({
  client_id: application.clientId,
  sub: application.operatorSub,
  relationship: application.relationship,
  method: application.method,
  subject_sha256: application.subjectSha256,
  consents: application.consents,
  requirements: application.requirements,
});

/** How far the other device is, by what has come from it. */
async function stageOf({ db }: Backend, { application }: Found): Promise<HandOffStage> {
  const [parts] = await db
    .select({ held: count() })
    .from(evidenceParts)
    .where(eq(evidenceParts.applicationId, application.id));
  if ((parts?.held ?? 0) > 0) return 'sending';
  const [open] = await db
    .select({ drawn: count() })
    .from(challenges)
    .where(and(eq(challenges.applicationId, application.id), isNull(challenges.usedAt)));
  return (open?.drawn ?? 0) > 0 ? 'checking' : 'ready';
}
