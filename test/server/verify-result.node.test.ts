import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { DISCOVERY_PATH } from '../../src/protocol/discovery.ts';
import { type ApplicationResult, type ResultErrorCode, verifyResult } from '../../src/server.ts';
import { json, startTestBackend, type TestBackend } from '../client/test-backend.ts';

const APPLICATION = 'application-0001';
let backend: TestBackend;
let expected: { issuer: string; clientId: string };

beforeEach(async () => {
  backend = await startTestBackend();
  expected = { issuer: backend.url, clientId: 'portal' };
});
afterEach(async () => {
  mock.timers.reset();
  await backend.close();
});

const nowS = () => Math.floor(Date.now() / 1000);
const claims = (more: Partial<ApplicationResult> = {}): ApplicationResult => ({
  iss: backend.url,
  aud: 'portal',
  sub: APPLICATION,
  iat: nowS(),
  exp: nowS() + 86_400,
  status: 'approved',
  decided_at: '2026-11-30T00:00:00Z',
  method: 'document_review',
  binding: { ref: 'card-0001', relationship: 'parent' },
  submission: 'y'.repeat(43),
  ...more,
});
const signed = (more: Partial<ApplicationResult> = {}) => backend.sign('result', claims(more));
const refusedAs = (code: ResultErrorCode) => ({ name: 'ResultError', code });
const asked = (path: string) => backend.received.filter(({ line }) => line === `GET ${path}`).length;

/** Signed by somebody who says that it is by the key that the backend names. */
async function forged(header: { alg?: string; typ?: string; kid?: string } = {}): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  const { keys } = (await (await fetch(`${backend.url}/jwks`)).json()) as { keys: { kid: string }[] };
  return new SignJWT({ ...claims() })
    .setProtectedHeader({ alg: 'ES256', typ: 'fap-result+jwt', kid: keys[0]!.kid, ...header })
    .sign(privateKey);
}

/** The same, with other claims under the old signature. */
async function tampered(change: Partial<ApplicationResult>): Promise<string> {
  const [header, payload, signature] = (await signed({ status: 'rejected', binding: undefined! })).split('.');
  const said = JSON.parse(Buffer.from(payload!, 'base64url').toString());
  const other = Buffer.from(JSON.stringify({ ...said, ...change })).toString('base64url');
  return [header, other, signature].join('.');
}

describe('a result at a portal’s server', () => {
  test('is believed when the backend made it for this client', async () => {
    const result = await verifyResult(await signed(), { ...expected, applicationId: APPLICATION });
    assert.equal(result.status, 'approved');
    assert.equal(result.binding?.ref, 'card-0001');
  });

  test('is believed for any one of several clients of the portal', async () => {
    const jwt = await signed();
    assert.equal((await verifyResult(jwt, { ...expected, clientId: ['app', 'portal'] })).sub, APPLICATION);
  });

  test('is refused when it was forged', async () => {
    await assert.rejects(verifyResult(await forged(), expected), refusedAs('result_signature_invalid'));
  });

  test('is refused when it was altered', async () => {
    const jwt = await tampered({ status: 'approved', binding: { ref: 'card-0001', relationship: 'child' } });
    await assert.rejects(verifyResult(jwt, expected), refusedAs('result_signature_invalid'));
  });

  test('is refused when it is signed by no key of the backend, or by none', async () => {
    await assert.rejects(
      verifyResult(await forged({ kid: 'own' }), expected),
      refusedAs('result_key_unknown'),
    );
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none', typ: 'fap-result+jwt' })}.${part(claims())}.`;
    await assert.rejects(verifyResult(unsigned, expected), refusedAs('result_signature_invalid'));
  });

  test('is refused when it was made for another client, also to one of none', async () => {
    const jwt = await signed({ aud: 'other-portal' });
    await assert.rejects(verifyResult(jwt, expected), refusedAs('result_wrong_audience'));
    await assert.rejects(verifyResult(await signed(), { ...expected, clientId: [] }), {
      code: 'configuration_invalid',
    });
  });

  test('is refused when it has expired', async () => {
    const jwt = await signed({ exp: nowS() - 61 });
    await assert.rejects(verifyResult(jwt, expected), refusedAs('result_expired'));
  });

  test('is refused under another application’s id', async () => {
    const asOther = { ...expected, applicationId: 'application-0002' };
    await assert.rejects(verifyResult(await signed(), asOther), refusedAs('result_wrong_application'));
  });

  test('is refused when it is a card, which the same key signed', async () => {
    const card = await backend.sign('card', { ...claims(), ref: 'card-0001' } as never);
    await assert.rejects(verifyResult(card, expected), refusedAs('result_wrong_type'));
  });

  test('is refused when it is of another backend, before anything is fetched', async () => {
    const jwt = await signed({ iss: 'https://other.example' });
    await assert.rejects(verifyResult(jwt, expected), refusedAs('result_wrong_issuer'));
    assert.equal(backend.received.length, 0);
  });

  for (const [what, sent] of [
    ['nothing', undefined],
    ['an object', { sub: APPLICATION }],
    ['a word', 'approved'],
    ['an empty text', ''],
    ['three empty parts', '..'],
  ] as const) {
    test(`is refused when the page sent ${what}`, async () => {
      await assert.rejects(verifyResult(sent as string, expected), refusedAs('result_malformed'));
    });
  }

  test('is refused when it says what no result says', async () => {
    const jwt = await backend.sign('result', { ...claims(), status: 'sure' } as never);
    await assert.rejects(verifyResult(jwt, expected), refusedAs('result_malformed'));
  });
});

describe('the backend behind it', () => {
  test('is asked once for many results at a time', async () => {
    const jwt = await signed();
    await Promise.all(Array.from({ length: 20 }, () => verifyResult(jwt, expected)));
    assert.equal(asked(DISCOVERY_PATH), 1);
    assert.equal(asked('/jwks'), 1);
  });

  test('is not flooded by whoever sends made-up keys', async () => {
    const jwt = await forged({ kid: 'made-up' });
    const before = asked('/jwks');
    for (let i = 0; i < 20; i += 1) await verifyResult(jwt, expected).catch(() => {});
    assert.equal(asked('/jwks') - before, 1);
  });

  test('may rotate its keys: a key that is new is looked for once it can be', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    await verifyResult(await signed(), expected);
    await backend.rotate();
    await assert.rejects(verifyResult(await signed(), expected), refusedAs('result_key_unknown'));
    mock.timers.tick(31_000);
    assert.equal((await verifyResult(await signed(), expected)).status, 'approved');
    assert.equal(asked('/jwks'), 2);
  });

  test('is asked again after a failure', async () => {
    backend.on(`GET ${DISCOVERY_PATH}`, json({}, 503), json(backend.discovery));
    const jwt = await signed();
    await assert.rejects(verifyResult(jwt, expected), { code: 'discovery_invalid' });
    assert.equal((await verifyResult(jwt, expected)).status, 'approved');
  });

  test('must be spelled as it spells itself, and over https', async () => {
    const jwt = await signed({ iss: backend.url.replace('127.0.0.1', 'localhost') });
    const local = backend.url.replace('127.0.0.1', 'localhost');
    await assert.rejects(verifyResult(jwt, { ...expected, issuer: local }), { code: 'discovery_invalid' });
    const plain = await signed({ iss: 'http://social-security.example' });
    await assert.rejects(verifyResult(plain, { ...expected, issuer: 'http://social-security.example' }), {
      code: 'configuration_invalid',
    });
  });

  test('that cannot be reached is told as such, not as a bad result', async () => {
    const jwt = await signed();
    await backend.close();
    await assert.rejects(verifyResult(jwt, expected), { code: 'network_unreachable', retryable: true });
  });
});
