/** Who may ask: origins, tokens, DPoP, idempotency keys. */
import { createHmac, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { digest } from './documents.mjs';
import { data, must, Problem } from './problem.mjs';

const EXPOSED = 'DPoP-Nonce, WWW-Authenticate, Retry-After, Location, ETag, RateLimit, RateLimit-Policy, Date';
const TOO_OLD = 'insufficient_user_authentication';
const ASKED = 'Authorization, DPoP, Content-Type, Idempotency-Key, Content-Digest, If-None-Match, Accept-Language';
export const PREFLIGHT = { 'Access-Control-Allow-Methods': 'GET, POST, PUT', 'Access-Control-Allow-Headers': ASKED };

/** Headers of every answer under `api_base`; a refusal can be read by the page that is refused. */
export function commonHeaders(b, origin) {
  const allowed = b.origins.has(origin) ? origin : '*';
  const cors = { 'Access-Control-Allow-Origin': allowed, 'Access-Control-Expose-Headers': EXPOSED };
  const tls = b.issuer.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {};
  const always = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', Vary: 'Origin' };
  return { ...always, ...(origin ? cors : {}), ...tls };
}
export function makeAccess(b) {
  const secret = randomBytes(32);
  const used = new Map(); // proof → when it may be forgotten
  const nonceAt = (slot) => createHmac('sha256', secret).update(String(slot)).digest('base64url').slice(0, 22);
  const slot = () => Math.floor(Date.now() / 150_000);
  function require(good, code, detail, more = '') {
    const says = { 'WWW-Authenticate': `DPoP error="${code}"${more}, algs="ES256 Ed25519"` };
    if (!good) throw new Problem(code, detail, undefined, undefined, says);
  }
  async function token(req) {
    const [, jwt] = /^DPoP +([\w.~+/=-]+)$/i.exec(req.headers.authorization ?? '') ?? [];
    require(jwt, 'invalid_token', 'Authorization: DPoP TOKEN');
    const requiredClaims = ['exp', 'iat', 'sub', 'client_id', 'scope', 'cnf', 'grant'];
    const meant = { issuer: b.providerIssuer, audience: b.apiBase, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims };
    const { payload } = await jwtVerify(jwt, b.provider.publicKey, meant).catch(() => ({}));
    const lives = payload && b.clients.some(({ id }) => id === payload.client_id) && (await b.provider.alive(payload.grant));
    require(lives, 'invalid_token', 'expired, ended, of another issuer or audience, or bound to no key');
    return { jwt, payload };
  }
  async function proof(req, htu, { jwt, payload }) {
    const sent = req.headersDistinct.dpop ?? [];
    const good = (so, detail) => require(so, 'invalid_dpop_proof', detail);
    good(sent.length === 1 && !sent[0].includes(','), 'exactly one header DPoP');
    const algorithms = ['ES256', 'Ed25519'];
    const verified = await jwtVerify(sent[0], EmbeddedJWK, { typ: 'dpop+jwt', algorithms }).catch(() => undefined);
    good(verified, 'not a proof');
    const { payload: claims, protectedHeader } = verified;
    const jkt = await calculateJwkThumbprint(protectedHeader.jwk);
    good(jkt === payload.cnf.jkt, 'another key than that of the token');
    good(claims.htm === req.method, 'another method');
    good(typeof claims.htu === 'string' && URL.canParse(claims.htu) && bare(claims.htu) === bare(htu), 'another address');
    good(claims.ath === digest(jwt), 'ath is not of the token');
    good(Math.abs(Date.now() / 1000 - claims.iat) <= 60, 'iat more than 60 s away');
    good(typeof claims.jti === 'string' && /^.{8,256}$/s.test(claims.jti), 'jti of 8 to 256 characters');
    const current = [nonceAt(slot()), nonceAt(slot() - 1)].includes(claims.nonce);
    require(current, 'use_dpop_nonce', 'with the nonce of this answer');
    const id = digest(`${jkt} ${claims.jti}`);
    good(!used.has(id), 'used before');
    used.set(id, Date.now() + 180_000);
    return { jkt, jwk: protectedHeader.jwk };
  }
  return {
    nonce: () => nonceAt(slot()),
    /** Who asks: `{ sub, client, authTime, jkt, jwk }`. */
    async check(req, htu) {
      const found = await token(req);
      const { sub, client_id: client, scope, auth_time: authTime } = found.payload;
      const key = await proof(req, htu, found);
      const needed = req.method === 'GET' ? 'family:read' : 'family:write';
      require(scope.split(' ').includes(needed), 'insufficient_scope', needed, `, scope="${needed}"`);
      return { sub, client, authTime, ...key };
    },
    requireFresh: ({ authTime }) =>
      require(Date.now() / 1000 - authTime <=
        data.discovery.max_auth_age, TOO_OLD, 'log in again', `, max_age="${data.discovery.max_auth_age}"`),
    sweep: () => forget(used, (until) => until),
  };
}
const bare = (address) => new URL(address).origin + new URL(address).pathname;
function forget(map, until) {
  for (const [key, value] of map) if (until(value) < Date.now()) map.delete(key);
}
/** `Idempotency-Key`, bare or quoted; undefined without one. */
export function idempotencyKey(req, needed) {
  const sent = req.headers['idempotency-key'];
  const key = /^"?([\w.~:-]{8,128})"?$/.exec(sent ?? '')?.[1];
  must(key || (sent === undefined && !needed), 'malformed', 'Idempotency-Key: 8 to 128 of A-Z a-z 0-9 . _ ~ : -');
  return key;
}
/** Each key's answer, for 24 h: equal requests at once get the one answer; what failed leaves nothing (C40 to C42, C91). */
export function makeIdempotency() {
  const held = new Map();
  function once(id, print, carryOut) {
    if (!held.has(id)) {
      held.set(id, { print, answer: carryOut(), until: Date.now() + 24 * 3600e3 });
      held.get(id).answer.catch(() => held.delete(id));
    }
    must(held.get(id).print === print, 'idempotency_conflict', 'the key was used for another request');
    return held.get(id).answer;
  }
  return { once, sweep: () => forget(held, ({ until }) => until) };
}
