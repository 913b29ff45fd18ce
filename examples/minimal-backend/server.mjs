/** `node server.mjs --port N [--origin URL] [--redirect URL] [--issuer URL]`; `--origin` and `--redirect` may be repeated. */
import { parseArgs } from 'node:util';
import { startBackend } from './backend.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  options: {
    port: { ...text, default: '8090' },
    issuer: text,
    origin: { ...text, multiple: true },
    redirect: { ...text, multiple: true },
  },
});
const origins = (values.origin ?? ['http://localhost:5173']).map((one) => new URL(one).origin);
const redirects = values.redirect ?? origins.map((origin) => `${origin}/callback.html`);
const { issuer } = await startBackend({
  port: Number(values.port),
  issuer: values.issuer,
  clients: [
    { id: 'portal', redirects, origins },
    { id: 'program', native: true, redirects: ['http://127.0.0.1/callback'], origins: [] },
  ],
});
console.log(`${issuer} · clients: portal (${redirects.join(', ')}), program (http://127.0.0.1:PORT/callback)`);
