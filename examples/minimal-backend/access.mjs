/** Who may ask: origins, tokens, DPoP, idempotency keys. */
import { createHmac, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, importJWK, jwtVerify } from 'jose';
import { digest } from './documents.mjs';
import { must, Problem } from './problem.mjs';

const EXPOSED = 'DPoP-Nonce, WWW-Authenticate, Retry-After, Location, ETag, RateLimit, RateLimit-Policy, Date';
const ASKED = 'Authorization, DPoP, Content-Type, Idempotency-Key, Content-Digest, If-None-Match, Accept-Language';

/** Headers of every answer under `api_base`; a refusal is readable by the page that is refused. */
export function commonHeaders(b, origin) {
  const allowed = {
    'Access-Control-Allow-Origin': b.origins.has(origin) ? origin : '*',
    'Access-Control-Expose-Headers': EXPOSED,
  };
  const tls = b.issuer.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {};
  return { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', Vary: 'Origin', ...(origin ? allowed : {}), ...tls };
}
export const preflightHeaders = { 'Access-Control-Allow-Methods': 'GET, POST, PUT', 'Access-Control-Allow-Headers': ASKED };

export async function makeAccess(b) {
  const providerKey = await importJWK(b.provider.publicKey, 'ES256');
  const secret = randomBytes(32);
  const used = new Map(); // proof → when it may be forgotten
  const nonceAt = (slot) => createHmac('sha256', secret).update(String(slot)).digest('base64url').slice(0, 22);
  const slot = () => Math.floor(Date.now() / 150_000);

  const says = (code, more) => ({ 'WWW-Authenticate': `DPoP error="${code}"${more}, algs="ES256 Ed25519"` });
  const refuse = (code, detail, more = '') => new Problem(code, detail, { headers: says(code, more) });

  async function token(req) {
    const [, jwt] = /^DPoP +([\w.~+/=-]+)$/i.exec(req.headers.authorization ?? '') ?? [];
    if (!jwt) throw refuse('invalid_token', 'Authorization: DPoP TOKEN');
    const requiredClaims = ['exp', 'iat', 'sub', 'client_id', 'scope'];
    const wanted = { issuer: b.providerIssuer, audience: b.apiBase, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims };
    const { payload } = await jwtVerify(jwt, providerKey, wanted).catch(() => ({}));
    if (payload?.cnf?.jkt && b.clients.some(({ id }) => id === payload.client_id) && (await b.provider.alive(payload.grant)))
      return { jwt, payload };
    throw refuse('invalid_token', 'expired, ended, of another issuer or audience, or bound to no key');
  }
  async function proof(req, htu, { jwt, payload }) {
    const sent = req.headersDistinct.dpop ?? [];
    if (sent.length !== 1 || sent[0].includes(',')) throw refuse('invalid_dpop_proof', 'exactly one header DPoP');
    const verified = await jwtVerify(sent[0], EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256', 'Ed25519', 'EdDSA'] }).catch(
      () => undefined,
    );
    if (!verified) throw refuse('invalid_dpop_proof', 'not a proof');
    const { payload: claims, protectedHeader } = verified;
    const jkt = await calculateJwkThumbprint(protectedHeader.jwk);
    const faults = {
      'another key than that of the token': jkt !== payload.cnf.jkt,
      'another method': claims.htm !== req.method,
      'another address': !URL.canParse(claims.htu) || bare(claims.htu) !== bare(htu),
      'ath is not of the token': claims.ath !== digest(jwt),
      'iat more than 60 s away': !(Math.abs(Date.now() / 1000 - claims.iat) <= 60),
      'no jti': typeof claims.jti !== 'string' || claims.jti === '',
    };
    const fault = Object.keys(faults).find((name) => faults[name]);
    if (fault) throw refuse('invalid_dpop_proof', fault);
    if (![nonceAt(slot()), nonceAt(slot() - 1)].includes(claims.nonce))
      throw refuse('use_dpop_nonce', 'with the nonce of this answer');
    const id = digest(`${jkt} ${claims.jti}`);
    if (used.has(id)) throw refuse('invalid_dpop_proof', 'used before');
    used.set(id, Date.now() + 180_000);
    return { jkt, jwk: protectedHeader.jwk };
  }

  /** Who asks, `{ sub, client, jkt, jwk }`, or a refusal. */
  async function check(req, htu, route) {
    const good = await token(req);
    const { sub, client_id: client, scope, auth_time: at } = good.payload;
    const key = await proof(req, htu, good);
    const needed = req.method === 'GET' ? 'family:read' : 'family:write';
    must(scope.split(' ').includes(needed), 'insufficient_scope', needed);
    const old = route.fresh && !(Date.now() / 1000 - at <= b.maxAuthAge);
    if (old) throw refuse('insufficient_user_authentication', 'the log-in is too old for this', `, max_age="${b.maxAuthAge}"`);
    return { sub, client, ...key };
  }
  const sweep = () => {
    for (const [id, until] of used) if (until < Date.now()) used.delete(id);
  };
  return { nonce: () => nonceAt(slot()), check, sweep };
}
const bare = (address) => new URL(address).origin + new URL(address).pathname;

/** `Idempotency-Key`, bare or quoted; undefined without one. */
export function idempotencyKey(req, needed) {
  const sent = req.headers['idempotency-key'];
  if (sent === undefined && !needed) return undefined;
  const [, quoted, plain] = /^(?:"([\w.~:-]{8,128})"|([\w.~:-]{8,128}))$/.exec(sent ?? '') ?? [];
  must(quoted ?? plain, 'malformed', 'Idempotency-Key: 8 to 128 of A-Z a-z 0-9 . _ ~ : -');
  return quoted ?? plain;
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
  const sweep = () => {
    for (const [id, { until }] of held) if (until < Date.now()) held.delete(id);
  };
  return { once, sweep };
}
