/** The HTTP side: what is where, and in which order a request is judged. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { commonHeaders, idempotencyKey, makeAccess, makeIdempotency, preflightHeaders } from './access.mjs';
import { makeApplications } from './applications.mjs';
import { makeDiscovery } from './discovery.mjs';
import { digest, json, makeKeys } from './documents.mjs';
import { must, Problem } from './problem.mjs';
import { makeProvider } from './provider.mjs';

const ID = '([\\w-]{8,64})';
const JOSE_JSON = 'application/jose+json';
/** Path, method, name of the function in applications.mjs; `type` of its body and `limit` in bytes, where it has one. */
const ROUTES = [
  ['/me', 'GET', 'me'],
  ['/applications', 'POST', 'create', { type: 'application/json', limit: 32_768, keyed: 'needed' }],
  [`/applications/${ID}`, 'GET', 'get'],
  [`/applications/${ID}/evidence/(0|[1-9]\\d{0,3})`, 'PUT', 'putPart', { type: 'application/jose' }],
  [`/applications/${ID}/evidence`, 'GET', 'listParts'],
  [`/applications/${ID}/submission`, 'POST', 'submit', { type: JOSE_JSON, limit: 131_072, fresh: true }],
  [`/applications/${ID}/result`, 'GET', 'result'],
  [`/applications/${ID}/withdrawal`, 'POST', 'withdraw', { type: JOSE_JSON, limit: 131_072 }],
  [`/applications/${ID}/deletion-receipts`, 'GET', 'receipts'],
  [`/applications/${ID}/appeal`, 'POST', 'appeal', { type: 'application/json', limit: 8192, keyed: 'taken' }],
  ['/family/cards', 'GET', 'listCards'],
  [`/family/cards/${ID}`, 'GET', 'getCard'],
  [`/family/cards/${ID}/unbinding`, 'POST', 'unbind', { type: JOSE_JSON, limit: 131_072, fresh: true }],
].map(([path, method, name, more]) => ({ pattern: new RegExp(`^/v1${path}$`), method, name, ...more }));

async function readBody(req, limit) {
  must(!(Number(req.headers['content-length']) > limit), 'part_too_large', 'a body above its limit');
  const chunks = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    must(size <= limit, 'part_too_large', 'a body above its limit');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `options`: `port`, `issuer`, `clients` (`id`, `native`, `redirects`, `origins`), `limits`, `maxAuthAge`, `quiet`. */
export async function startBackend({ port = 0, issuer, clients, limits = {}, maxAuthAge = 900, quiet = false }) {
  const server = createServer((req, res) => void handle(req, res));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const b = { issuer: issuer ?? `http://127.0.0.1:${server.address().port}`, clients, maxAuthAge, keys: await makeKeys() };
  Object.assign(b, { apiBase: `${b.issuer}/v1`, providerIssuer: `${b.issuer}/oidc` });
  b.origins = new Set(clients.flatMap(({ origins }) => origins));
  const standard = {
    part_max_bytes: 1_048_576,
    parts_max: 8,
    evidence_max_bytes: 4_194_304,
    draft_ttl: 3600,
    poll_min_interval: 1,
    relatives_max: 8,
  };
  b.limits = { ...standard, ...limits };
  b.provider = await makeProvider({ ...b, issuer: b.providerIssuer, readBody });
  const { document, texts } = makeDiscovery(b);
  b.notices = document.notices;
  const access = await makeAccess(b);
  const idempotency = makeIdempotency();
  const applications = makeApplications(b);
  const sweep = setInterval(() => {
    for (const one of [access, idempotency, applications]) one.sweep();
  }, 300);

  async function api(req, res, url, instance) {
    const headers = commonHeaders(b, req.headers.origin);
    try {
      if (req.method === 'OPTIONS') return res.writeHead(204, { ...headers, ...preflightHeaders }).end();
      if (req.headers.authorization) headers['DPoP-Nonce'] = access.nonce();
      const portal = req.headers.origin === undefined || b.origins.has(req.headers.origin);
      must(portal, 'origin_not_allowed', 'this page’s origin is not that of a registered portal');
      const here = ROUTES.filter(({ pattern }) => pattern.test(url.pathname));
      must(here.length > 0, 'not_found', 'no such address');
      const route = here.find(({ method }) => method === req.method);
      must(route, 'method_not_allowed', 'another method', { headers: { Allow: here.map(({ method }) => method).join(', ') } });
      headers['DPoP-Nonce'] = access.nonce();
      const htu = b.issuer + url.pathname;
      const who = await access.check(req, htu, route);
      const sent = req.headers['content-type']?.split(';')[0].trim().toLowerCase();
      must(!route.type || sent === route.type, 'unsupported_media_type', route.type);
      const call = { req, who, htu, params: route.pattern.exec(url.pathname).slice(1), read: (limit) => readBody(req, limit) };
      const key = req.method === 'POST' ? idempotencyKey(req, route.keyed === 'needed') : undefined;
      if (route.limit) call.bytes = await readBody(req, route.limit);
      if (route.type === 'application/json') call.body = json(call.bytes);
      call.checkJti = (jti) => must(key === undefined || key === jti, 'malformed', 'Idempotency-Key is not the jti'); // C92
      const carryOut = async () => applications[route.name](call);
      const print = call.bytes && digest(`${req.method} ${req.url} ${digest(call.bytes)}`);
      const said = await (route.keyed && key ? idempotency.once(`${who.client} ${who.sub} ${key}`, print, carryOut) : carryOut());
      const type = said.body ? { 'Content-Type': 'application/json' } : {};
      res.writeHead(said.status, { ...headers, ...said.headers, ...type }).end(said.body && JSON.stringify(said.body));
    } catch (error) {
      refuse(res, error, instance, headers);
    }
  }
  function refuse(res, error, instance, headers) {
    const problem = error instanceof Problem ? error : new Problem('internal');
    if (problem !== error) console.error(instance, error?.name, error?.stack?.split('\n')[1]?.trim()); // no message: H06
    const type = { 'Content-Type': 'application/problem+json' };
    res
      .writeHead(problem.status, { ...headers, ...problem.headers, ...type })
      .end(JSON.stringify(problem.body(b.issuer, instance)));
  }

  /** Pages and documents that are no part of the API. */
  async function elsewhere(req, res, url, instance) {
    const open = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Date',
      Vary: 'Origin',
      'X-Content-Type-Options': 'nosniff',
    };
    const send = (type, text) => res.writeHead(200, { ...open, 'Content-Type': type, 'Cache-Control': 'max-age=60' }).end(text);
    const path = url.pathname;
    if (path.startsWith('/oidc/')) return b.provider.handle(req, res);
    if (req.method === 'OPTIONS') return res.writeHead(204, { ...open, 'Access-Control-Allow-Methods': 'GET' }).end();
    if (req.method !== 'GET') return refuse(res, new Problem('method_not_allowed', 'GET'), instance, { ...open, Allow: 'GET' });
    if (path === '/.well-known/family-auth-configuration') {
      const stranger = req.headers.origin !== undefined && !b.origins.has(req.headers.origin);
      const more = stranger ? { origin_not_allowed: 'The API will refuse this page: register its origin for a client.' } : {};
      return send('application/json', JSON.stringify({ ...document, ...more }));
    }
    if (path === '/jwks') return send('application/json', JSON.stringify({ keys: [b.keys.sig.jwk, b.keys.enc.jwk] }));
    if (texts.has(path)) return send('text/plain; charset=utf-8', texts.get(path));
    if (/^\/errors\/\w+$/.test(path)) return send('text/plain; charset=utf-8', 'See the page "Problems" of the protocol.\n');
    refuse(res, new Problem('not_found', 'no such address'), instance, open);
  }

  async function handle(req, res) {
    const instance = randomUUID();
    try {
      const url = new URL(req.url, b.issuer);
      if (!quiet) res.on('finish', () => console.log(new Date().toISOString(), req.method, res.statusCode, instance));
      await (/^\/v1(\/|$)/.test(url.pathname) ? api(req, res, url, instance) : elsewhere(req, res, url, instance));
    } catch (error) {
      if (!res.headersSent) refuse(res, error, instance, {});
      else res.destroy();
    }
  }
  const stop = () => {
    clearInterval(sweep);
    server.close().closeAllConnections();
  };
  return { issuer: b.issuer, stop };
}
