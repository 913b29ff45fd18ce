import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { ask, askOnce, lastNonce, readyNonce } from '../engine/api.ts';
import { type Check, check } from '../engine/check.ts';
import { newBoundKey, proofOf } from '../engine/dpop.ts';
import { type Answer, send } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus, skip } from '../engine/expect.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';

const REFUSED_PROOF = { status: 401, code: 'invalid_dpop_proof' } as const;
const REFUSED_TOKEN = { status: 401, code: 'invalid_token' } as const;
const nowS = () => Math.floor(Date.now() / 1000);

/** Somebody who has a nonce, and the address at which proofs are tried. */
async function atTheDoor(kit: Kit): Promise<{ session: Session; url: string }> {
  const session = await kit.operator();
  const url = await kit.url('/me');
  await readyNonce(session, url);
  expectStatus(await ask(session, url), 200, 'GET /me with a good proof');
  return { session, url };
}

/** Tries a proof that is right but for `changes`. */
const proofCheck = (
  id: string,
  title: string,
  changes: (kit: Kit, url: string) => Promise<Record<string, unknown>> | Record<string, unknown>,
): Check =>
  check(id, title, {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    expectProblem(await askOnce(session, url, {}, await changes(kit, url)), REFUSED_PROOF, title);
  });

async function withHeaders(
  session: Session,
  url: string,
  headers: (dpop: () => Promise<string>) => Promise<Record<string, string | string[]>>,
): Promise<Answer> {
  const accessToken = session.tokens.access_token;
  const dpop = () => proofOf(session, { method: 'GET', url, nonce: lastNonce(session), accessToken });
  return send(url, { headers: await headers(dpop) });
}

/** The access token with other claims, signed by a key that the provider does not have. */
async function forgedToken(session: Session): Promise<string> {
  const [header = '', payload = ''] = session.tokens.access_token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  const { keyPair } = await newBoundKey();
  return new SignJWT(read(payload))
    .setProtectedHeader({ ...read(header), alg: 'ES256' })
    .sign(keyPair.privateKey);
}

const proofChecks: readonly Check[] = [
  check('C23', 'refuses a request without a proof', {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    const authorization = `DPoP ${session.tokens.access_token}`;
    const bare = await withHeaders(session, url, async () => ({ authorization }));
    expectProblem(bare, REFUSED_PROOF, 'GET /me without a proof');
  }),
  check('C23-two', 'refuses a request with more than one proof', { verifies: ['C23'] }, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    const authorization = `DPoP ${session.tokens.access_token}`;
    const two = await withHeaders(session, url, async (dpop) => ({
      authorization,
      dpop: [await dpop(), await dpop()],
    }));
    expectProblem(two, REFUSED_PROOF, 'GET /me with two proofs');
  }),
  check('C24', 'refuses a bound token in any other scheme', {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    for (const scheme of ['Bearer', 'bearer', 'Token']) {
      const answer = await withHeaders(session, url, async (dpop) => ({
        authorization: `${scheme} ${session.tokens.access_token}`,
        dpop: await dpop(),
      }));
      expectProblem(answer, REFUSED_TOKEN, `GET /me with the scheme ${scheme}`);
    }
    const bearer = { authorization: `Bearer ${session.tokens.access_token}` };
    expectProblem(await send(url, { headers: bearer }), REFUSED_TOKEN, 'GET /me with Bearer and no proof');
  }),
  check('C25', 'refuses a proof by another key', {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    const accessToken = session.tokens.access_token;
    const other = await newBoundKey();
    const dpop = await proofOf(other, { method: 'GET', url, nonce: lastNonce(session), accessToken });
    const answer = await send(url, { headers: { authorization: `DPoP ${accessToken}`, dpop } });
    expectProblem(answer, REFUSED_PROOF, 'GET /me with a proof by another key');
  }),
  check(
    'C25-signature',
    'refuses a proof that names the right key and is signed by another',
    { verifies: ['C25'] },
    async (kit) => {
      const { session, url } = await atTheDoor(kit);
      const accessToken = session.tokens.access_token;
      const { keyPair } = await newBoundKey();
      const dpop = await proofOf(
        { ...session, keyPair },
        { method: 'GET', url, nonce: lastNonce(session), accessToken },
      );
      const answer = await send(url, { headers: { authorization: `DPoP ${accessToken}`, dpop } });
      expectProblem(answer, REFUSED_PROOF, 'GET /me with a proof whose signature is not by its jwk');
    },
  ),
  proofCheck('C26', 'refuses a proof for another method', () => ({ htm: 'POST' })),
  proofCheck('C27', 'refuses a proof for another address', async (kit) => ({
    htu: await kit.url('/applications'),
  })),
  proofCheck('C27-origin', 'refuses a proof for the same path of another origin', (_, url) => ({
    htu: `https://elsewhere.example${new URL(url).pathname}`,
  })),
  check('C27-query', 'takes a proof whose address lacks the query', { verifies: ['C27'] }, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    expectStatus(await askOnce(session, `${url}?a=b`, {}, { htu: url }), 200, 'GET /me?a=b with htu /me');
    expectStatus(
      await askOnce(session, url, {}, { htu: `${url}?c=d#e` }),
      200,
      'GET /me with query and fragment in htu',
    );
  }),
  proofCheck('C28', 'refuses a proof without ath', () => ({ ath: undefined })),
  proofCheck('C28-other', 'refuses a proof with the ath of another token', () => ({ ath: 'A'.repeat(43) })),
  proofCheck('C29', 'refuses a stale proof', () => ({ iat: nowS() - 70 })),
  proofCheck('C29-future', 'refuses a proof of the future', () => ({ iat: nowS() + 70 })),
  check('C29-tolerance', 'takes a proof within the tolerance', { verifies: ['C29'] }, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    for (const seconds of [-45, 45]) {
      const answer = await askOnce(session, url, {}, { iat: nowS() + seconds });
      expectStatus(answer, 200, `GET /me with a proof whose clock differs by ${seconds} s`);
    }
  }),
  check('C30', 'asks for a nonce of its own, and takes the proof that has it', {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    for (const [what, nonce] of [
      ['no nonce', undefined],
      ['a made-up nonce', randomUUID()],
    ] as const) {
      const asked = await askOnce(session, url, {}, { nonce });
      expectProblem(asked, { status: 401, code: 'use_dpop_nonce' }, `GET /me with ${what}`);
      const given = asked.header('dpop-nonce');
      expect(given, `GET /me with ${what}: expected DPoP-Nonce.`);
      const challenge = asked.header('www-authenticate') ?? 'none';
      expect(
        /\bDPoP\b.*error="?use_dpop_nonce"?/.test(challenge),
        `Expected WWW-Authenticate with use_dpop_nonce, got ${challenge}.`,
      );
      const next = expectStatus(
        await askOnce(session, url, {}, { nonce: given }),
        200,
        'GET /me with that nonce',
      );
      expect(next.header('dpop-nonce'), 'An answer to a request with a token carries no nonce to use next.');
    }
  }),
  check('C31', 'refuses a proof that was used before', {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    const accessToken = session.tokens.access_token;
    const dpop = await proofOf(session, { method: 'GET', url, nonce: lastNonce(session), accessToken });
    const headers = { authorization: `DPoP ${accessToken}`, dpop };
    expectStatus(await send(url, { headers }), 200, 'GET /me for the first time');
    expectProblem(await send(url, { headers }), REFUSED_PROOF, 'GET /me with the same proof');
  }),
  check(
    'C31-node',
    'refuses on a second node what was used on the first',
    { verifies: ['C31'], needs: ['logIn', 'secondNode'] },
    async (kit) => {
      const { session, url } = await atTheDoor(kit);
      const second = `${await kit.adapter.secondNode?.()}/me`;
      const accessToken = session.tokens.access_token;
      const dpop = await proofOf(session, { method: 'GET', url, nonce: lastNonce(session), accessToken });
      const headers = { authorization: `DPoP ${accessToken}`, dpop };
      expectStatus(await send(url, { headers }), 200, 'GET /me for the first time');
      expectProblem(await send(second, { headers }), REFUSED_PROOF, 'GET /me at the second node, same proof');
    },
  ),
];

const tokenChecks: readonly Check[] = [
  check('C32', 'refuses a token that is not signed by the provider', {}, async (kit) => {
    const { session, url } = await atTheDoor(kit);
    const forged = { ...session, tokens: { ...session.tokens, access_token: await forgedToken(session) } };
    expectProblem(await askOnce(forged, url), REFUSED_TOKEN, 'GET /me with a token signed by another key');
  }),
  check(
    'C32-none',
    'refuses a token without a signature, and no token',
    { verifies: ['C32'] },
    async (kit) => {
      const { session, url } = await atTheDoor(kit);
      const [, payload] = session.tokens.access_token.split('.');
      const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
      const unsigned = { ...session, tokens: { ...session.tokens, access_token: `${header}.${payload}.` } };
      expectProblem(await askOnce(unsigned, url), REFUSED_TOKEN, 'GET /me with alg none');
      const idToken = session.tokens.id_token;
      if (idToken === undefined) return;
      const asAccess = { ...session, tokens: { ...session.tokens, access_token: idToken } };
      expectProblem(await askOnce(asAccess, url), REFUSED_TOKEN, 'GET /me with the ID token');
    },
  ),
  check('C32-expired', 'refuses a token that has expired', { verifies: ['C32'], waitsS: 60 }, async (kit) => {
    const url = await kit.url('/me');
    const session = await kit.operator();
    const { account } = session;
    const own = await kit.logIn(account);
    await readyNonce(own, url);
    const { expires_in: expiresInS = 600 } = own.tokens;
    if (expiresInS > 120) skip(`Tokens live ${expiresInS} s here; the kit waits 120 s at most.`);
    await new Promise((resolve) => setTimeout(resolve, (expiresInS + 2) * 1000));
    // Another session of the same account gives the nonce, so that nothing but the token is old.
    const young = await kit.logIn(account);
    await readyNonce(young, url);
    const nonce = lastNonce(young);
    expectProblem(await askOnce(own, url, {}, { nonce }), REFUSED_TOKEN, 'GET /me with an expired token');
  }),
  check('C33', 'needs family:write for what changes something', {}, async (kit) => {
    const { account } = await kit.operator();
    const reader = await kit.logIn(account, { scope: 'openid family:read' });
    expectStatus(await ask(reader, await kit.url('/me')), 200, 'GET /me with family:read');
    const answer = await ask(reader, await kit.url('/applications'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: '{}',
    });
    expectProblem(answer, { status: 403, code: 'insufficient_scope' }, 'POST /applications with family:read');
  }),
  check('C33-read', 'needs family:read for reading', { verifies: ['C33'] }, async (kit) => {
    const { account } = await kit.operator();
    const writer = await kit.logIn(account, { scope: 'openid family:write' });
    const answer = await ask(writer, await kit.url('/me'));
    expectProblem(answer, { status: 403, code: 'insufficient_scope' }, 'GET /me with family:write');
  }),
];

export const accessChecks: readonly Check[] = [...proofChecks, ...tokenChecks];
