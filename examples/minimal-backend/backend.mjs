/** The HTTP side: what is where, in which order a request is judged; discovery. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { commonHeaders, idempotencyKey, makeAccess, makeIdempotency, PREFLIGHT } from './access.mjs';
import { makeApplications } from './applications.mjs';
import { digest, json, makeKeys } from './documents.mjs';
import { data, must, Problem } from './problem.mjs';
import { makeProvider } from './provider.mjs';

const signed = { type: 'application/jose+json', limit: 131_072 };
/** Path, method, status, name of the function in applications.mjs; `type` of a body and its `limit` in bytes. */
const ROUTES = [
  ['/me', 'GET', 200, 'me'],
  ['/applications', 'POST', 201, 'create', { type: 'application/json', limit: 32_768, keyed: 'needed' }],
  ['/applications/:app', 'GET', 200, 'get'],
  ['/applications/:app/evidence/:n', 'PUT', 201, 'putPart', { type: 'application/jose' }],
  ['/applications/:app/evidence', 'GET', 200, 'listParts'],
  ['/applications/:app/submission', 'POST', 202, 'submit', signed],
  ['/applications/:app/result', 'GET', 200, 'result'],
  ['/applications/:app/withdrawal', 'POST', 200, 'withdraw', signed],
  ['/applications/:app/deletion-receipts', 'GET', 200, 'receipts'],
  ['/applications/:app/appeal', 'POST', 202, 'appeal', { type: 'application/json', limit: 8192, keyed: 'taken' }],
  ['/family/cards', 'GET', 200, 'listCards'],
  ['/family/cards/:card', 'GET', 200, 'listCards'],
  ['/family/cards/:card/unbinding', 'POST', 204, 'unbind', signed],
].map(([path, method, status, name, more]) => {
  const named = path.replace(/:n$/, '(?<n>0|[1-9]\\d{0,3})').replace(/:(\w+)/, '(?<$1>[\\w-]{8,64})');
  return { pattern: new RegExp(`^/v1${named}$`), method, status, name, ...more };
});
async function readBody(req, limit) {
  const chunks = [];
  let size = 0;
  const requireFit = (size) => must(size <= limit, 'part_too_large', 'a body above its limit');
  requireFit(Number(req.headers['content-length'] ?? 0));
  for await (const chunk of req) {
    size += chunk.length;
    requireFit(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
function makeDiscovery(b) {
  const [notices, texts] = [[], new Map()];
  for (const { id, given_by, ...languages } of data.notices) {
    for (const [locale, title] of Object.entries(languages)) {
      const path = `/notices/${id}.${locale}.txt`;
      texts.set(path, `${title}\n`);
      const about = { id, version: '2026-11-30', locale, title, url: b.issuer + path, sha256: digest(`${title}\n`) };
      notices.push({ ...about, required_for: ['document_review'], given_by });
    }
  }
  const addresses = { issuer: b.issuer, api_base: b.apiBase, jwks_uri: `${b.issuer}/jwks` };
  const own = { ...addresses, authorization_servers: [b.providerIssuer] };
  return { document: { ...data.discovery, ...own, notices }, texts };
}
/** `resources`: what else the log-in is good for. @param {{ port?: number, issuer?: string, clients: { id: string, native?: boolean, redirects: string[], origins: string[] }[], resources?: string[], quiet?: boolean }} options */
export async function startBackend({ port = 0, issuer, clients, resources = [], quiet }) {
  const server = createServer((req, res) => void handle(req, res));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const b = { issuer: issuer ?? `http://127.0.0.1:${server.address().port}`, clients, resources };
  Object.assign(b, { apiBase: `${b.issuer}/v1`, providerIssuer: `${b.issuer}/oidc`, keys: await makeKeys() });
  resources.push(b.apiBase);
  b.origins = new Set(clients.flatMap(({ origins }) => origins));
  b.provider = await makeProvider(b, readBody);
  const { document, texts } = makeDiscovery(b);
  b.notices = document.notices;
  const [access, idempotency, applications] = [makeAccess(b), makeIdempotency(), makeApplications(b)];
  for (const one of [access, idempotency, applications])
    server.on('close', clearInterval.bind(null, setInterval(one.sweep, 300)));
  async function api(req, res, path, headers) {
    const { method, url } = req;
    if (method === 'OPTIONS') return res.writeHead(204, { ...headers, ...PREFLIGHT }).end();
    const { origin } = req.headers;
    must(!origin || b.origins.has(origin), 'origin_not_allowed', 'this page’s origin is not that of a registered portal');
    const here = ROUTES.filter(({ pattern }) => pattern.test(path));
    must(here.length > 0, 'not_found', 'no such address');
    const route = here.find((one) => one.method === method);
    const Allow = here.map((one) => one.method).join(', ');
    must(route, 'method_not_allowed', 'another method', undefined, undefined, { Allow });
    headers['DPoP-Nonce'] = access.nonce();
    const htu = b.issuer + path;
    const who = { ...(await access.check(req, htu)), htu };
    const named = route.pattern.exec(path).groups ?? {};
    const type = req.headers['content-type']?.split(';')[0].trim().toLowerCase();
    must(!route.type || type === route.type, 'unsupported_media_type', route.type);
    const key = method === 'POST' ? idempotencyKey(req, route.keyed === 'needed') : undefined;
    const bytes = route.limit && (await readBody(req, route.limit));
    const body = route.keyed && json(bytes);
    const checkJti = (jti) => must(!key || key === jti, 'malformed', 'Idempotency-Key is not the jti', '/jti'); // C92
    const call = { req, who, n: Number(named.n), bytes, body, checkJti, read: (limit) => readBody(req, limit) };
    Object.assign(call, applications.find(who, named), { requireFresh: access.requireFresh });
    const carryOut = async () => applications[route.name](call);
    const print = bytes && digest(`${method} ${url} ${digest(bytes)}`);
    const said = await (route.keyed && key ? idempotency.once(`${who.client} ${who.sub} ${key}`, print, carryOut) : carryOut());
    if (said.body) headers['Content-Type'] = 'application/json';
    res.writeHead(said.status ?? route.status, { ...headers, ...said.headers }).end(said.body && JSON.stringify(said.body));
  }
  /** Discovery, keys, texts. */
  function open(req, res, path, headers) {
    must(req.method === 'GET', 'method_not_allowed', 'GET', undefined, undefined, { Allow: 'GET' });
    const send = (type, text) => res.writeHead(200, { ...headers, 'Content-Type': type }).end(text);
    if (path === '/.well-known/family-auth-configuration') {
      const stranger = req.headers.origin && !b.origins.has(req.headers.origin);
      const origin_not_allowed = stranger ? 'The API will refuse this page: register its origin for a client.' : undefined;
      return send('application/json', JSON.stringify({ ...document, origin_not_allowed }));
    }
    if (path === '/jwks') return send('application/json', JSON.stringify({ keys: [b.keys.sig.jwk, b.keys.enc.jwk] }));
    must(texts.has(path), 'not_found', 'no such address');
    return send('text/plain; charset=utf-8', texts.get(path));
  }
  async function handle(req, res) {
    const instance = randomUUID();
    if (!quiet) res.on('finish', () => console.log(new Date().toISOString(), req.method, res.statusCode, instance));
    const path = req.url.split('?')[0];
    const ofApi = /^\/v1(\/|$)/.test(path);
    const headers = ofApi ? commonHeaders(b, req.headers.origin) : { ...data.openHeaders };
    try {
      if (path.startsWith('/oidc/')) await b.provider.handle(req, res);
      else await (ofApi ? api : open)(req, res, path, headers);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('internal');
      if (problem !== error) console.error(instance, error?.name, error?.stack?.split('\n')[1]?.trim()); // no message: H06
      if (res.headersSent) return res.destroy();
      res.writeHead(problem.status, { ...headers, ...problem.headers, 'Content-Type': 'application/problem+json' });
      res.end(JSON.stringify(problem.body(b.issuer, instance)));
    }
  }
  return { issuer: b.issuer, stop: () => server.close().closeAllConnections() };
}
