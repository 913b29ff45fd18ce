/** `node server.mjs --port N [--origin URL] [--redirect URL] [--issuer URL] [--resource URL]`; all but port and issuer may be repeated. */
import { parseArgs } from 'node:util';
import { startBackend } from './backend.mjs';

const [one, many] = [{ type: 'string' }, { type: 'string', multiple: true }];
const { values } = parseArgs({ options: { port: one, issuer: one, origin: many, redirect: many, resource: many } });
const origins = (values.origin ?? ['http://localhost:5173']).map((address) => new URL(address).origin);
const redirects = values.redirect ?? origins.map((origin) => `${origin}/family-auth/callback.html`);
const program = { id: 'program', native: true, redirects: ['http://127.0.0.1/callback', 'http://[::1]/callback'], origins: [] };
const clients = [{ id: 'portal', redirects, origins }, program];
const { port = 8090, issuer: wanted, resource: resources } = values;
const { issuer } = await startBackend({ port: Number(port), issuer: wanted, clients, resources });
console.log(`${issuer} · clients: portal (${redirects.join(', ')}), program (http://127.0.0.1:PORT/callback)`);
