// npm start: the portal on its port. Settings are read from the environment; the defaults are those of the sandbox on this computer.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createPortalServer } from 'family-auth/server';
import sirv from 'sirv';
import { openCards } from './cards.js';
import { createPortal } from './portal.js';

const {
  PORT = '5173',
  BACKEND = 'http://127.0.0.1:8091',
  CLIENT_ID = 'demo-portal',
  SERVER_CLIENT_ID = 'demo-portal-server',
  KEY_FILE = 'portal-key.json',
  CARDS_FILE = 'cards.sqlite',
  CHECK_EVERY_S = '300',
} = process.env;

const settings = { issuer: BACKEND, pagesClientId: CLIENT_ID, origin: `http://localhost:${PORT}` };
const backend = createPortalServer({
  issuer: BACKEND,
  pagesClientId: CLIENT_ID,
  clientId: SERVER_CLIENT_ID,
  privateKey: JSON.parse(readFileSync(KEY_FILE, 'utf8')),
});
const portal = createPortal({ ...settings, backend, cards: openCards(CARDS_FILE) });

const policy = [
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:",
  `media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' ${BACKEND}; frame-src ${BACKEND}`,
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
].join('; ');
const files = sirv('public', {
  setHeaders: (response) => response.setHeader('content-security-policy', policy),
});

createServer(async (request, response) => {
  if (!(await portal.answer(request, response))) files(request, response);
}).listen(Number(PORT), 'localhost', () => console.log(`The portal is at ${settings.origin}`));

// An unbinding reaches the portal at the next look, or at the next errand, whichever comes first.
setInterval(() => portal.lookAtCards(), Number(CHECK_EVERY_S) * 1000);
