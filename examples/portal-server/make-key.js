// The server's key: the private half stays in portal-key.json, the public half goes to the backend's provider.

import { existsSync, writeFileSync } from 'node:fs';

if (!existsSync('portal-key.json')) {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const kid = crypto.randomUUID();
  const jwkOf = async (/** @type {CryptoKey} */ key) => ({
    ...(await crypto.subtle.exportKey('jwk', key)),
    kid,
  });
  writeFileSync('portal-key.json', JSON.stringify(await jwkOf(pair.privateKey)), { mode: 0o600 });
  writeFileSync('portal-jwks.json', JSON.stringify({ keys: [await jwkOf(pair.publicKey)] }));
}
