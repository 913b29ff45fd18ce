import type { Row } from '../row.ts';
import type { World } from '../world.ts';

/** The endpoints of portals' servers: no operator's token opens them, whatever else is right. */
const ENDPOINTS = {
  'GET /v1/portal/applications/:id/result': ({ approved }: World) =>
    `/v1/portal/applications/${approved}/result`,
  'GET /v1/portal/cards/:ref': ({ card }: World) => `/v1/portal/cards/${card}`,
  'POST /v1/portal/service-links/redemption': () => '/v1/portal/service-links/redemption',
  'POST /v1/portal/card-codes/redemption': () => '/v1/portal/card-codes/redemption',
} as const;
export const PORTAL_SERVER_ENDPOINTS = Object.keys(ENDPOINTS);

type Token = (world: World) => string | undefined | Promise<string | undefined>;

const now = () => Math.floor(Date.now() / 1000);
const tokens: readonly (readonly [kind: string, token: Token])[] = [
  ['no token', () => undefined],
  ["an operator's token", ({ owner }) => owner.token],
  [
    "an operator's token with the scopes of a portal's server",
    ({ mint, owner }) => mint(owner, { scope: 'portal:read portal:write' }),
  ],
  [
    "a token that names its client as its subject, of a client that is no portal's server",
    ({ mint, owner }) =>
      mint(owner, {
        sub: owner.clientId,
        auth_time: undefined,
        grant_id: undefined,
        scope: 'portal:read portal:write',
      }),
  ],
  [
    'an expired token',
    ({ mint, owner }) => mint(owner, { sub: owner.clientId, auth_time: undefined, exp: now() - 60 }),
  ],
];

/** Every one of them is refused before anything is looked up. */
export const portalServerRows: readonly Row[] = Object.entries(ENDPOINTS).flatMap(([endpoint, pathOf]) =>
  tokens.map(([kind, tokenOf]) => ({
    endpoint,
    kind,
    status: 401,
    code: kind.includes('no portal') ? 'invalid_dpop_proof' : 'invalid_token',
    async send(world) {
      const token = await tokenOf(world);
      const method = endpoint.split(' ')[0]!;
      return world.send({
        method,
        path: pathOf(world),
        headers: {
          ...(token === undefined ? {} : { authorization: `DPoP ${token}` }),
          ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        },
        ...(method === 'POST'
          ? { body: JSON.stringify({ token: 'a'.repeat(43), code: '0'.repeat(20) }) }
          : {}),
      });
    },
  })),
);
