import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { ApplicationResult } from '../../src/protocol/result.ts';
import { chooseEncryptionKey, lookupIn, type PublicJwks } from '../../src/seal/keys.ts';
import { signStatement, verifyStatement } from '../../src/seal/statement.ts';
import { ISSUER, NOW_MS } from './keys.ts';

const IAT = NOW_MS / 1000;
const result: ApplicationResult = {
  iss: ISSUER,
  aud: 'portal',
  sub: 'application-1',
  iat: IAT,
  exp: IAT + 3600,
  status: 'approved',
  decided_at: '2026-11-23T09:59:00Z',
  method: 'document_review',
  binding: { ref: 'card-0001', relationship: 'parent' },
  submission: 'y'.repeat(43),
};
const receipt = {
  iss: ISSUER,
  cid: 'challenge-1',
  i: 0,
  action: 'neutral',
  chain: 'z'.repeat(43),
  revealed_at_ms: NOW_MS,
  committed_at_ms: NOW_MS + 2000,
};

let signer: { privateKey: CryptoKey; kid: string };
let jwks: PublicJwks;
const verify = (jwt: string, more: Partial<Parameters<typeof verifyStatement>[2]> = {}) =>
  verifyStatement('result', jwt, {
    keys: lookupIn(jwks, 'sig'),
    issuer: ISSUER,
    audience: 'portal',
    nowMs: NOW_MS,
    ...more,
  });

before(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  signer = { privateKey, kid: 'sig-1' };
  jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'sig-1', use: 'sig' }] };
});

describe('a statement of the backend', () => {
  it('verifies by the backend’s key set', async () => {
    assert.deepEqual(await verify(await signStatement('result', result, signer)), result);
  });

  it('is not believed from another issuer, for another client, or past its time', async () => {
    const jwt = await signStatement('result', result, signer);
    await assert.rejects(verify(jwt, { issuer: 'https://other.example' }), { code: 'result_not_authentic' });
    await assert.rejects(verify(jwt, { audience: 'other' }), { code: 'result_not_authentic' });
    await assert.rejects(verify(jwt, { nowMs: NOW_MS + 3_700_000 }), { code: 'result_not_authentic' });
  });

  it('is not believed by another key, an encryption key, or no key', async () => {
    const jwt = await signStatement('result', result, signer);
    const { privateKey } = await generateKeyPair('ES256');
    await assert.rejects(verify(await signStatement('result', result, { ...signer, privateKey })), {
      code: 'result_not_authentic',
    });
    await assert.rejects(verify(jwt, { keys: lookupIn(jwks, 'enc') }), { code: 'result_not_authentic' });
    await assert.rejects(verify(await signStatement('result', result, { ...signer, kid: 'sig-9' })), {
      code: 'result_not_authentic',
    });
  });

  it('cannot be of another kind, or have another shape', async () => {
    const jwt = await signStatement('receipt', receipt, signer);
    await assert.rejects(verify(jwt), { code: 'result_not_authentic' });
    const shapeless = await new SignJWT({ ...result, status: 'splendid' })
      .setProtectedHeader({ alg: 'ES256', typ: 'fap-result+jwt', kid: 'sig-1' })
      .sign(signer.privateKey);
    await assert.rejects(verify(shapeless), { code: 'result_not_authentic' });
  });

  it('tells a key set that cannot be had from a signature that is wrong', async () => {
    const jwt = await signStatement('result', result, signer);
    const keys = async () => {
      throw new RangeError('away');
    };
    await assert.rejects(verify(jwt, { keys }), RangeError);
  });

  it('may be a receipt, which names no audience and does not lapse', async () => {
    const jwt = await signStatement('receipt', receipt, signer);
    const expected = { keys: lookupIn(jwks, 'sig'), issuer: ISSUER, nowMs: NOW_MS + 9_000_000 };
    assert.deepEqual(await verifyStatement('receipt', jwt, expected), receipt);
    await assert.rejects(verifyStatement('card', jwt, expected), { code: 'card_not_authentic' });
  });
});

describe('choosing the key to encrypt to', () => {
  const key = (kid: string, more: object) => ({ kty: 'EC', crv: 'P-256', use: 'enc', kid, ...more });

  it('takes the one that lives longest, and no signature key, expired key or unknown curve', () => {
    const chosen = chooseEncryptionKey(
      {
        keys: [
          key('old', { exp: IAT - 1 }),
          key('soon', { exp: IAT + 60 }),
          key('long', { exp: IAT + 6000 }),
          key('sig', { use: 'sig' }),
          key('sm2', { crv: 'SM2-P-256' }),
        ],
      },
      NOW_MS,
    );
    assert.equal(chosen?.kid, 'long');
    assert.equal(chooseEncryptionKey({ keys: [key('old', { exp: IAT - 1 })] }, NOW_MS), undefined);
  });
});
