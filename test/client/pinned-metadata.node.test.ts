import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import { startSandbox } from '../../sandbox/test/support/test-database.ts';
import { createClient } from '../../src/client/create-client.ts';
import { discover } from '../../src/client/discover.ts';
import type { Discovery } from '../../src/protocol/discovery.ts';
import { thumbprint } from '../../src/seal/keys.ts';
import { signMetadata } from '../../src/seal/metadata.ts';
import { DISCOVERY } from './answers.ts';
import { json, startTestBackend, type TestBackend, testSession } from './test-backend.ts';

async function signer(issuer: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const publicJwk = await exportJWK(publicKey);
  const sign = (document: object) =>
    signMetadata(document, { privateKey, publicJwk, issuer, nowMs: Date.now() });
  return { sign, pin: await thumbprint(publicJwk) };
}

describe('where a page pins the key of the discovery document', () => {
  let backend: TestBackend;
  let operator: Awaited<ReturnType<typeof signer>>;
  before(async () => {
    backend = await startTestBackend();
    operator = await signer(backend.url);
  });
  after(() => backend.close());

  const shows = (document: object) => backend.on(DISCOVERY, json(document));
  const discovered = (...trust: string[]) => discover(backend.url, { trust });
  const refused = { name: 'VerificationError', code: 'metadata_not_authentic' };

  it('what it signed is believed, whatever stands beside it', async () => {
    const signed_metadata = await operator.sign(backend.discovery);
    const elsewhere = { ...backend.discovery, api_base: 'https://elsewhere.example/v1', signed_metadata };
    shows(elsewhere);
    assert.equal((await discovered(operator.pin)).api_base, backend.discovery.api_base);
    assert.equal((await discovered('A'.repeat(43), operator.pin)).api_base, backend.discovery.api_base);
    assert.equal((await discovered()).api_base, elsewhere.api_base, 'nothing is pinned');
  });

  it('a page of an origin that is not registered still learns so', async () => {
    const signed_metadata = await operator.sign(backend.discovery);
    shows({ ...backend.discovery, signed_metadata, origin_not_allowed: 'Register it.' });
    assert.equal((await discovered(operator.pin)).origin_not_allowed, 'Register it.');
  });

  it('a document that is not signed, or by another key, is refused', async () => {
    shows(backend.discovery);
    await assert.rejects(discovered(operator.pin), refused);
    const other = await signer(backend.url);
    shows({ ...backend.discovery, signed_metadata: await other.sign(backend.discovery) });
    await assert.rejects(discovered(operator.pin), refused);
  });

  it('a signature that does not fit, of another issuer, of another type or by no algorithm is refused', async () => {
    const good = await operator.sign(backend.discovery);
    const [header, payload, signature] = good.split('.') as [string, string, string];
    const changed = (part: string, more: object) =>
      Buffer.from(
        JSON.stringify({ ...JSON.parse(Buffer.from(part, 'base64url').toString()), ...more }),
      ).toString('base64url');
    const bad = [
      `${header}.${changed(payload, { api_base: 'https://elsewhere.example/v1' })}.${signature}`,
      `${changed(header, { typ: 'fap-result+jwt' })}.${payload}.${signature}`,
      `${changed(header, { alg: 'none' })}.${payload}.`,
      `${header}.${payload}`,
      'no JWT at all',
    ];
    for (const signed_metadata of bad) {
      shows({ ...backend.discovery, signed_metadata });
      await assert.rejects(discovered(operator.pin), refused);
    }
    const { sign, pin } = await signer('https://bank.example');
    shows({ ...backend.discovery, signed_metadata: await sign(backend.discovery) });
    await assert.rejects(discovered(pin), refused);
  });

  it('a pin that is no thumbprint is told at once, before anything is asked', async () => {
    const before = backend.received.length;
    await assert.rejects(discovered('not-a-thumbprint'), { code: 'configuration_invalid' });
    assert.equal(backend.received.length, before);
  });

  it('a client is made only of what was signed', async () => {
    const session = await testSession();
    const options = { backend: backend.url, clientId: session.clientId, session, trust: [operator.pin] };
    shows(backend.discovery);
    await assert.rejects(createClient(options), refused);
    shows({ ...backend.discovery, signed_metadata: await operator.sign(backend.discovery) });
    assert.equal((await createClient(options)).discovery.issuer, backend.url);
  });
});

describe("the sandbox's signed metadata", () => {
  it('equal the plain document, by a key that stays when the others are exchanged', async () => {
    const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
    try {
      const plain = await discover(sandbox.backendUrl);
      const { signed_metadata, ...members } = plain as Discovery;
      const { jwk } = JSON.parse(Buffer.from(signed_metadata!.split('.')[0]!, 'base64url').toString());
      assert.equal(jwk.d, undefined);
      const pin = await thumbprint(jwk);
      assert.deepEqual(await discover(sandbox.backendUrl, { trust: [pin] }), members);
      await sandbox.rotateKeys({ revoke: true });
      assert.deepEqual(await discover(sandbox.backendUrl, { trust: [pin] }), members);
    } finally {
      await sandbox.close();
    }
  });
});
