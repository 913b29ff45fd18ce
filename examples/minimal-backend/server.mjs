/** `node server.mjs --port N [--origin URL] [--redirect URL] [--issuer URL] [--resource URL] [--test-tenant]`; all but port and issuer may be repeated. */
import { parseArgs } from 'node:util';
import { startBackend } from './backend.mjs';

const [one, many, flag] = [{ type: 'string' }, { type: 'string', multiple: true }, { type: 'boolean' }];
const options = { port: one, issuer: one, origin: many, redirect: many, resource: many, 'test-tenant': flag };
const { values } = parseArgs({ options });
const origins = (values.origin ?? ['http://localhost:5173']).map((address) => new URL(address).origin);
const redirects = values.redirect ?? origins.map((origin) => `${origin}/family-auth/callback.html`);
const program = { id: 'program', native: true, redirects: ['http://127.0.0.1/callback', 'http://[::1]/callback'], origins: [] };
const clients = [{ id: 'portal', redirects, origins }, program];
const { issuer } = await startBackend({ ...values, port: Number(values.port ?? 8090), clients, resources: values.resource });
console.log(`${issuer} · clients: portal (${redirects.join(', ')}), program (http://127.0.0.1:PORT/callback)`);
