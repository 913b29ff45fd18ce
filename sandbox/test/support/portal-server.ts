import type { JWK } from 'jose';
import { exportJWK, generateKeyPair } from 'jose';

/** A portal's server as a test plays it. */
export interface TestServer {
  readonly clientId: string;
  readonly privateKey: JWK;
  /** What is registered. */
  readonly jwks: { readonly keys: readonly never[] };
}

/** A new key for a portal's server, and its public half for `startSandbox({ portalServers })`. */
export async function serverKey(clientId: string): Promise<TestServer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = `key-of-${clientId}`;
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid }] as never[] };
  return { clientId, privateKey: { ...(await exportJWK(privateKey)), kid }, jwks };
}
