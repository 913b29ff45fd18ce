import type { Mutant } from './mutant.ts';

const EXCHANGE = 'sandbox/src/provider/token-exchange.ts';
const REDEEM = 'sandbox/src/services/redeem.ts';
const FRAME = 'sandbox/src/frame/frame-page.ts';

/** A backend that is wrong about portals' servers, and about the page in a portal's frame. */
export const portalServerMutants: readonly Mutant[] = [
  {
    id: 'S01',
    does: 'An assertion is good more than once.',
    edits: [
      {
        file: 'sandbox/src/provider/provider-store.ts',
        find: '      async upsert(id, payload, expiresIn) {\n',
        replace:
          "      async upsert(id, payload, expiresIn) {\n        if (model === 'ReplayDetection') return;\n",
      },
    ],
  },
  {
    id: 'S07',
    does: "A portal's server that may read may redeem.",
    edits: [
      {
        file: 'sandbox/src/access/authentication.ts',
        find: "request.method === 'GET' ? 'portal:read' : 'portal:write'",
        replace: "'portal:read'",
      },
    ],
  },
  {
    id: 'S08',
    does: "A portal's server is told of what came by another portal.",
    edits: [
      {
        file: 'sandbox/src/applications/find-application.ts',
        find: 'findAmong(backend, id, inArray(applications.clientId, [...clientIds]));',
        replace:
          'findAmong(backend, id, clientIds.length === 0 ? inArray(applications.clientId, []) : undefined);',
      },
    ],
  },
  {
    id: 'S09',
    does: 'A link to a service stays good when the card has ended.',
    edits: [
      {
        file: 'sandbox/src/applications/cards.ts',
        find: '  await tx.delete(serviceLinks).where(eq(serviceLinks.cardRef, ref));\n',
        replace: '',
      },
      {
        file: REDEEM,
        find: "    if (found?.card.status !== 'active') return undefined;\n",
        replace: '    if (found === undefined) return undefined;\n',
      },
    ],
  },
  {
    id: 'S10',
    does: 'Of several redemptions of a code at once more than one succeeds.',
    edits: [
      {
        file: REDEEM,
        find: `    const [fresh] = await db
      .update(cardCodes)
      .set({ usedAt: now })
      .where(and(isThisCode, isNull(cardCodes.usedAt), gt(cardCodes.expiresAt, now)))
      .returning();
`,
        replace: `    const [fresh] = await db
      .select()
      .from(cardCodes)
      .where(and(isThisCode, isNull(cardCodes.usedAt), gt(cardCodes.expiresAt, now)));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (fresh !== undefined) await db.update(cardCodes).set({ usedAt: now }).where(isThisCode);
`,
      },
    ],
  },
  {
    id: 'S11',
    does: "Another portal's server, and the backend's own page, redeem a link that is for one portal's server.",
    edits: [
      {
        file: REDEEM,
        find: '            ? isNull(serviceLinks.redeemedBy)\n',
        replace: '            ? undefined\n',
      },
      {
        file: REDEEM,
        find: '            : inArray(serviceLinks.redeemedBy, [...redeemers]),\n',
        replace: '            : undefined,\n',
      },
    ],
  },
  {
    id: 'S12',
    does: "A card's reference is told to every portal that is shown a code of it, and to every client of its operator's.",
    edits: [
      {
        file: 'sandbox/src/applications/cards.ts',
        find: "  return hash('card-ref', ref, portal).slice(0, REF_LENGTH);",
        replace: "  return hash('card-ref', ref, portal) === '' ? '' : ref;",
      },
      {
        file: 'sandbox/src/api/portal-server.ts',
        find: '...(own === undefined ? {} : { card: ref }) };',
        replace: 'card: own?.ref ?? ref };',
      },
    ],
  },
  {
    id: 'S02',
    does: "A page's proof is good for more than one exchange.",
    edits: [
      {
        file: EXCHANGE,
        find: '    if (await useOnce(db, { jkt, jti, lifetimeS: 2 * PROOF_TOLERANCE_S })) return jkt;\n',
        replace:
          '    if ((await useOnce(db, { jkt, jti, lifetimeS: 2 * PROOF_TOLERANCE_S })) || jti) return jkt;\n',
      },
    ],
  },
  {
    id: 'S03',
    does: "The token is bound to the key of the portal's server.",
    edits: [
      {
        file: EXCHANGE,
        find: ".setThumbprint('jkt', jkt);",
        replace: ".setThumbprint('jkt', jkt === '' ? jkt : claims.cnf.jkt);",
      },
    ],
  },
  {
    id: 'S04',
    does: 'A token that the citizen gave another client is exchanged.',
    edits: [
      {
        file: EXCHANGE,
        find: 'if (claims === undefined || claims.client_id !== client!.clientId) {',
        replace: 'if (claims === undefined) {',
      },
    ],
  },
  {
    id: 'S05',
    does: 'A request that only says who the citizen is counts as one whose token is bad.',
    edits: [
      {
        file: EXCHANGE,
        find: '    throw new errors.InvalidRequest(\n      "subject_token, the citizen\'s own token',
        replace: '    throw new errors.InvalidGrant(\n      "subject_token, the citizen\'s own token',
      },
    ],
  },
  {
    id: 'S13',
    does: "The token outlives the citizen's log-in at the portal.",
    edits: [
      {
        file: EXCHANGE,
        find: '    const scope = scopeOf(params.scope, offered.scope);\n',
        replace: `    const scope = scopeOf(params.scope, offered.scope);
    const grant = new provider.Grant({ clientId: client!.clientId, accountId: claims.sub });
    grant.addResourceScope(settings.apiBase, offered.scope);
    const grantId = await grant.save();
`,
      },
      { file: EXCHANGE, find: '      grantId: claims.grant_id,\n', replace: '      grantId,\n' },
    ],
  },
  {
    id: 'C130',
    does: 'The page in the frame does not say whose it is.',
    edits: [
      {
        file: FRAME,
        find: '{ issuer: settings.issuer, portals:',
        replace: '{ portals:',
      },
    ],
  },
  {
    id: 'C131',
    does: 'Every page may hold the frame.',
    edits: [
      {
        file: FRAME,
        find: 'pageHeaders(settings, origins, pinned)',
        replace: "pageHeaders(settings, ['*'], pinned)",
      },
    ],
  },
];
