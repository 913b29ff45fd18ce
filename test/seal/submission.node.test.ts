import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { base64url, CompactSign, exportJWK, GeneralSign } from 'jose';
import { utf8 } from '../../src/base/bytes.ts';
import { type GeneralJws, SUBMISSION_TYP, type Submission } from '../../src/protocol/submission.ts';
import { signIntent, verifyIntent } from '../../src/seal/intent.ts';
import { SealError } from '../../src/seal/seal-error.ts';
import {
  signSubmission,
  submissionBytes,
  submissionDigest,
  submissionJti,
  verifySubmission,
} from '../../src/seal/submission.ts';
import { deviceKey, ISSUER, NOW_MS } from './keys.ts';

const IAT = NOW_MS / 1000;
const HTU = 'https://backend.example/v1/applications/application-1/submission';
const claims: Submission = {
  iss: 'portal',
  sub: 'operator-1',
  aud: ISSUER,
  iat: IAT,
  exp: IAT + 300,
  jti: 'b3b2f9d0-7d2c-4c36-9a1b-7f2a0d6b1c11',
  app: 'application-1',
  ver: '1.0',
  relationship: 'parent',
  method: 'document_review',
  subject: { sha256: 'x'.repeat(43) },
  parts: [],
  consents: [],
  client: { version: 'test', isolation: 'program' },
  htu: HTU,
};
const expected = { aud: ISSUER, htu: HTU, iss: 'portal', sub: 'operator-1', app: 'application-1' };

type Key = Awaited<ReturnType<typeof deviceKey>>;
let key: Key;
const sign = (more: Partial<Submission> = {}, by: Key = key) =>
  signSubmission({ ...claims, ...more }, by.keyPair, by.jkt);
const verify = (jws: unknown, more: Partial<typeof expected> = {}, by: Key = key, nowMs = NOW_MS) =>
  verifySubmission(jws, {
    publicKey: by.publicKey,
    jkt: by.jkt,
    expected: { ...expected, ...more },
    nowMs,
  });
/** A document whose only protected header is this one, and whose signature is good. */
async function withHeader(header: Record<string, unknown>): Promise<GeneralJws> {
  const { payload } = await sign();
  const head = base64url.encode(JSON.stringify(header));
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, key.keyPair.privateKey, utf8(`${head}.${payload}`));
  return {
    payload,
    signatures: [{ protected: head, signature: base64url.encode(new Uint8Array(signature)) }],
  };
}

before(async () => {
  key = await deviceKey();
});

describe('a signed submission', () => {
  it('verifies, by ES256 and by Ed25519, with a key or its JWK', async () => {
    assert.deepEqual(await verify(await sign()), claims);
    const edwards = await deviceKey('Ed25519');
    assert.deepEqual(await verify(await sign({}, edwards), {}, edwards), claims);
    const jwk = { ...key, publicKey: (await exportJWK(key.publicKey)) as unknown as CryptoKey };
    assert.deepEqual(await verify(await sign(), {}, jwk), claims);
  });

  it('is refused when the spare bits of its signature are turned, though they decode to the same bytes', async () => {
    const { payload, signatures } = await sign();
    const { signature } = signatures[0]!;
    const same = signature.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[signature.at(-1)!];
    assert.deepEqual(base64url.decode(same), base64url.decode(signature));
    const respelt = { payload, signatures: [{ ...signatures[0]!, signature: same }] };
    await assert.rejects(verify(respelt), { code: 'invalid_jws' });
  });

  it('is refused without a signature algorithm, or with a shared secret made of the public key', async () => {
    const { payload } = await sign();
    const none = {
      protected: base64url.encode(JSON.stringify({ alg: 'none', typ: SUBMISSION_TYP, kid: key.jkt })),
    };
    await assert.rejects(verify({ payload, signatures: [{ ...none, signature: '' }] }), {
      code: 'alg_not_allowed',
    });
    const secret = utf8(JSON.stringify(await exportJWK(key.publicKey)));
    const [header, , signature] = (
      await new CompactSign(base64url.decode(payload))
        .setProtectedHeader({ alg: 'HS256', typ: SUBMISSION_TYP, kid: key.jkt })
        .sign(secret)
    ).split('.');
    await assert.rejects(verify({ payload, signatures: [{ protected: header, signature }] }), {
      code: 'alg_not_allowed',
    });
  });

  it('is refused with a critical extension, another type, or a header that is no JSON', async () => {
    const good = { alg: 'ES256', typ: SUBMISSION_TYP, kid: key.jkt };
    assert.deepEqual(await verify(await withHeader(good)), claims);
    await assert.rejects(verify(await withHeader({ ...good, crit: ['exp'], exp: IAT + 300 })), {
      code: 'invalid_jws',
    });
    await assert.rejects(verify(await withHeader({ ...good, typ: 'family-intent+jws' })), {
      code: 'invalid_jws',
    });
    await assert.rejects(verify(await withHeader({ ...good, crit: ['b64'], b64: false })), {
      code: 'invalid_jws',
    });
    await assert.rejects(verify(await withHeader({ ...good, typ: 'JWT' })), { code: 'invalid_jws' });
    const { payload, signatures } = await sign();
    await assert.rejects(verify({ payload, signatures: [{ ...signatures[0], protected: 'AAAA' }] }), {
      code: 'invalid_jws',
    });
    await assert.rejects(verify({ payload, signatures: [] }), { code: 'invalid_jws' });
    await assert.rejects(verify('a.b.c'), { code: 'invalid_jws' });
  });

  it('is refused by another key than the token’s', async () => {
    const other = await deviceKey();
    await assert.rejects(verify(await sign({}, other)), { code: 'key_mismatch' });
    const borrowed = { ...other, jkt: key.jkt };
    await assert.rejects(verify(await sign({}, borrowed)), { code: 'invalid_jws' });
    await assert.rejects(verify(await sign(), {}, borrowed), { code: 'key_mismatch' });
  });

  it('is refused with one flipped byte of payload or signature', async () => {
    const { payload, signatures } = await sign();
    const flipped = payload.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    await assert.rejects(verify({ payload: flipped, signatures }), { code: 'invalid_jws' });
    const bytes = base64url.decode(signatures[0]!.signature);
    bytes[3]! ^= 1;
    const signature = base64url.encode(bytes);
    await assert.rejects(verify({ payload, signatures: [{ ...signatures[0], signature }] }), {
      code: 'invalid_jws',
    });
  });

  it('is refused for another audience, address, client, person or application', async () => {
    const jws = await sign();
    for (const name of ['aud', 'htu', 'iss', 'sub', 'app'] as const) {
      await assert.rejects(verify(jws, { [name]: 'another-one' }), { code: 'invalid_jws' });
    }
  });

  it('is refused out of its time, or when it would live too long', async () => {
    const jws = await sign();
    await assert.rejects(verify(jws, {}, key, NOW_MS + 361_000), { code: 'invalid_jws' });
    await assert.rejects(verify(jws, {}, key, NOW_MS - 61_000), { code: 'invalid_jws' });
    await assert.rejects(verify(await sign({ exp: IAT + 301 })), { code: 'invalid_jws' });
    await assert.rejects(verify(await sign({ exp: IAT })), { code: 'invalid_jws' });
  });

  it('is malformed when its payload is no manifest', async () => {
    for (const [changes, pointer] of [
      [{ ver: 'two' }, '/ver'],
      [{ parts: [{ n: 'first' }] as never }, '/parts/0/n'],
    ] as const) {
      await assert.rejects(verify(await sign(changes)), (error) => {
        assert.ok(error instanceof SealError && error.code === 'malformed');
        assert.ok(error.faults.some((fault) => fault.pointer === pointer));
        return true;
      });
    }
  });

  it('may be of a later minor version, and not of another major', async () => {
    const later = { ver: '1.7', invented_later: true } as Partial<Submission>;
    assert.equal((await verify(await sign(later))).ver, '1.7');
    await assert.rejects(verify(await sign({ ver: '2.0' })), { code: 'unsupported_version' });
  });

  it('may carry a second signature of an algorithm that nobody here knows', async () => {
    const { payload, signatures } = await sign();
    const header = base64url.encode(JSON.stringify({ alg: 'SGD_SM3_SM2', typ: SUBMISSION_TYP }));
    const foreign = { protected: header, signature: 'AAAA' };
    for (const both of [
      [...signatures, foreign],
      [foreign, ...signatures],
    ]) {
      assert.deepEqual(await verify({ payload, signatures: both }), claims);
    }
  });

  it('is made with keys of the two agreed algorithms only', async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-384' },
      false,
      ['sign', 'verify'],
    );
    await assert.rejects(signSubmission(claims, { publicKey, privateKey }, key.jkt), TypeError);
  });

  it('has one spelling on the wire, and its digest is over that', async () => {
    const jws = await sign();
    const wire = submissionBytes(jws);
    const { payload, signatures } = jws;
    assert.equal(new TextDecoder().decode(wire), JSON.stringify({ payload, signatures }));
    assert.equal(await submissionDigest(jws), createHash('sha256').update(wire).digest('base64url'));
    assert.equal(
      await submissionDigest(JSON.parse(new TextDecoder().decode(wire))),
      await submissionDigest(jws),
    );
    assert.equal(submissionJti(jws), claims.jti);
  });

  it('is accepted as any JOSE library makes it', async () => {
    const jws = await new GeneralSign(utf8(JSON.stringify(claims)))
      .addSignature(key.keyPair.privateKey)
      .setProtectedHeader({ kid: key.jkt, typ: SUBMISSION_TYP, alg: 'ES256' })
      .sign();
    assert.deepEqual(await verify(jws), claims);
  });
});

describe('a signed intent', () => {
  const intent = {
    iss: 'portal',
    sub: 'operator-1',
    aud: ISSUER,
    iat: IAT,
    exp: IAT + 300,
    jti: claims.jti,
    intent: 'unbind_card',
    object: 'card-0001',
    htu: 'https://backend.example/v1/family/cards/card-0001/unbinding',
  } as const;
  const wanted = {
    aud: ISSUER,
    htu: intent.htu,
    iss: 'portal',
    sub: 'operator-1',
    intent: 'unbind_card',
    object: 'card-0001',
  } as const;
  const check = (jws: unknown, more: Partial<Record<keyof typeof wanted, string>> = {}) =>
    verifyIntent(jws, {
      publicKey: key.publicKey,
      jkt: key.jkt,
      expected: { ...wanted, ...more } as typeof wanted,
      nowMs: NOW_MS,
    });

  it('verifies for what it is about and nothing else', async () => {
    const jws = await signIntent(intent, key.keyPair, key.jkt);
    assert.deepEqual(await check(jws), intent);
    await assert.rejects(check(jws, { object: 'card-0002' }), { code: 'invalid_jws' });
    await assert.rejects(check(jws, { intent: 'withdraw_application' }), { code: 'invalid_jws' });
  });

  it('cannot pass for a submission, nor a submission for it', async () => {
    await assert.rejects(verify(await signIntent(intent, key.keyPair, key.jkt)), { code: 'invalid_jws' });
    await assert.rejects(check(await sign()), { code: 'invalid_jws' });
  });
});
