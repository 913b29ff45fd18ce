import type { Challenge } from '@family-auth/library/protocol/challenge.ts';
import { manifestOf } from '../../support/family.ts';
import { type ApiCall, callApi } from '../api-call.ts';
import { later } from '../later.ts';
import type { Row } from '../row.ts';
import type { World } from '../world.ts';

/** Longer than a live-face session lasts; and longer than its evidence may arrive after its end. */
const LAPSED_MS = 125_000;
const GRACE_OVER_MS = LAPSED_MS + 900_000;

type Which = (world: World) => Pick<Challenge, 'id' | 'nonce' | 'policy_version'>;
type Send = (world: World, which: Which) => Promise<ApiCall>;

const chain = 'A'.repeat(43);
const sends: Readonly<Record<string, Send>> = {
  'POST /v1/challenges/:id/steps': async (world, which) => ({
    params: { id: which(world).id },
    body: JSON.stringify({ i: 0, chain, frames: 3, elapsed_ms: 2000 }),
  }),
  'POST /v1/challenges/:id/swap': async (world, which) => ({
    params: { id: which(world).id },
    body: JSON.stringify({ i: 1 }),
  }),
  'POST /v1/applications/:id/submission': async (world, which) => {
    const { known, session, face, faceParts } = world;
    const { id, nonce, policy_version } = which(world);
    const key_frames = [{ n: 1, step: 0, purpose: 'named', timestamp_ms: 0 }];
    const challenge = { id, nonce, policy_version, receipts: [], chain, key_frames };
    return {
      params: { id: face.application.id },
      body: await manifestOf(known, session, face, faceParts, { challenge }),
    };
  },
};

const rowsOf = (endpoint: string, send: Send): Row[] => {
  const row = (kind: string, status: number, code: string, which: Which, laterMs = 0): Row => ({
    endpoint,
    kind,
    status,
    code,
    send: (world) =>
      later(world, laterMs, async () => {
        // By then the owner has a token of that hour.
        const token = await world.mint(world.owner);
        return callApi(world, endpoint, { ...(await send(world, which)), token });
      }),
  });
  const handsIn = endpoint.endsWith('/submission');
  const lapsedMs = handsIn ? GRACE_OVER_MS : LAPSED_MS;
  return [
    row('a challenge that was used', 410, 'challenge_used', (world) => world.usedChallenge),
    row('a challenge that lapsed', 410, 'challenge_expired', (world) => world.challenge, lapsedMs),
    row("another operator's challenge", 404, 'not_found', (world) => world.strangersChallenge),
    row('a challenge that never was', 404, 'not_found', (world) => ({
      ...world.challenge,
      id: '0'.repeat(22),
    })),
    ...(handsIn
      ? [row('a challenge that is not finished', 422, 'evidence_incomplete', (world) => world.challenge)]
      : []),
  ];
};

/** Live-face sessions that are over, or somebody else's. */
export const challengeRows: readonly Row[] = Object.entries(sends).flatMap(([endpoint, send]) =>
  rowsOf(endpoint, send),
);
