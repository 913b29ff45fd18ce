import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { importJWK, type JWK } from 'jose';
import { makeVectors, vectorsPage } from '../../scripts/protocol/vectors.mjs';
import { utf8 } from '../../src/base/bytes.ts';
import { recomputeChain } from '../../src/evidence/chain.ts';
import { decodeTrace } from '../../src/evidence/trace-codec.ts';
import { contentDigest, fromBase64Url, toBase64Url } from '../../src/seal/digest.ts';
import { signIntent, verifyIntent } from '../../src/seal/intent.ts';
import { lookupIn, thumbprint as thumbprintOf } from '../../src/seal/keys.ts';
import { openPart } from '../../src/seal/part.ts';
import { verifyStatement } from '../../src/seal/statement.ts';
import { openSubject } from '../../src/seal/subject.ts';
import { signSubmission, submissionDigest, verifySubmission } from '../../src/seal/submission.ts';
import {
  chainHeads,
  digest,
  isSignedBy,
  type Jwk,
  openJwe,
  partsOf,
  readTrace,
  thumbprint,
} from './by-hand.ts';

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'));
const { keys, nowMs } = vectors as {
  keys: Record<string, Jwk & { thumbprint: string; use?: string }>;
  nowMs: number;
};
const issuer = vectors.result.claims.iss as string;
const app = vectors.manifestEs256.claims.app as string;
const jkt = keys.clientEs256!.thumbprint;

const decryption = async (kid: string): Promise<JWK | undefined> =>
  Object.values(keys).find((key) => key.use === 'enc' && key.kid === kid) as JWK | undefined;
const verification = lookupIn({ keys: Object.values(keys).map(({ d: _, ...key }) => key as JWK) }, 'sig');
const publicJwk = ({ kty, crv, x, y }: Jwk): JWK => ({ kty, crv, x, ...(y && { y }) });

describe('the test vectors', () => {
  it('are what npm run protocol makes', async () => {
    assert.deepEqual(JSON.parse(JSON.stringify(await makeVectors(vectors))), vectors);
    const page = readFileSync(new URL('../../docs/protocol/vectors.md', import.meta.url), 'utf8');
    assert.equal(page, vectorsPage(vectors));
  });

  it('are opened and verified by the library: subjects and part', async () => {
    for (const { jwe, subject } of [vectors.subject, vectors.subjectX25519]) {
      assert.deepEqual(await openSubject(jwe, { keys: decryption, aud: issuer, jkt, nowMs }), subject);
    }
    const { part } = vectors;
    const opened = await openPart(utf8(part.jwe), { keys: decryption, app, n: 0 });
    assert.equal(toBase64Url(opened.content), part.contentBase64Url);
    assert.equal(contentDigest(part.sha256), part.contentDigest);
  });

  it('are opened and verified by the library: manifests and intent', async () => {
    for (const [name, signer] of [
      ['manifestEs256', keys.clientEs256!],
      ['manifestEd25519', keys.clientEd25519!],
    ] as const) {
      const { body, claims, sha256 } = vectors[name];
      const jws = JSON.parse(body);
      const verified = await verifySubmission(jws, {
        publicKey: publicJwk(signer),
        jkt: signer.thumbprint,
        expected: { ...claims, app },
        nowMs,
      });
      assert.deepEqual(verified, claims);
      assert.equal(await submissionDigest(jws), sha256);
    }
    const { body, claims } = vectors.intent;
    const signer = { publicKey: publicJwk(keys.clientEs256!), jkt };
    assert.deepEqual(await verifyIntent(JSON.parse(body), { ...signer, expected: claims, nowMs }), claims);
  });

  it('are made by the library bit by bit, where the signature is deterministic', async () => {
    const key = keys.clientEd25519!;
    const privateKey = (await importJWK({ ...publicJwk(key), d: key.d! }, 'Ed25519')) as CryptoKey;
    const publicKey = (await importJWK(publicJwk(key), 'Ed25519')) as CryptoKey;
    const pair = { privateKey, publicKey };
    const { claims, body } = vectors.manifestEd25519;
    assert.equal(JSON.stringify(await signSubmission(claims, pair, key.thumbprint)), body);
    const intent = await signIntent(vectors.intent.claims, pair, key.thumbprint);
    assert.equal(intent.payload, JSON.parse(vectors.intent.body).payload);
  });

  it('are verified by the library: every statement', async () => {
    for (const [name, kind] of [
      ['receipt', 'receipt'],
      ['result', 'result'],
      ['card', 'card'],
      ['deletionReceipt', 'deletion_receipt'],
    ] as const) {
      const { jwt, claims } = vectors[name];
      const audience = kind === 'receipt' ? {} : { audience: claims.aud };
      assert.deepEqual(
        await verifyStatement(kind, jwt, { keys: verification, issuer, nowMs, ...audience }),
        claims,
      );
    }
    assert.equal(vectors.result.claims.submission, vectors.manifestEs256.sha256);
  });

  it('are read by the library: trace and chain', async () => {
    const bytes = fromBase64Url(vectors.trace.base64Url);
    const { trace } = decodeTrace(bytes);
    assert.deepEqual(
      trace.records.map((record) =>
        record.kind === 'face'
          ? { ...record, points: [...record.points], mouth: record.mouth && [...record.mouth] }
          : record,
      ),
      vectors.trace.records.map(({ bytesHex: _, ...record }: { bytesHex: string }) => record),
    );
    const { nonce, applicationId, keyFrames } = vectors.chain;
    const heads = await recomputeChain(
      { nonce: fromBase64Url(nonce), applicationId, jkt: vectors.chain.jkt },
      bytes,
      keyFrames.map((each: { jpegBase64Url: string }) => ({
        ...each,
        jpeg: fromBase64Url(each.jpegBase64Url),
      })),
    );
    assert.deepEqual(
      heads.map(({ chain }) => toBase64Url(chain)),
      keyFrames.map(({ head }: { head: string }) => head),
    );
    assert.equal(vectors.receipt.claims.chain, keyFrames[1].head);
  });
});

describe('the test vectors, by OpenSSL alone', () => {
  it('have keys with the thumbprints that they say', async () => {
    for (const key of Object.values(keys)) {
      assert.equal(thumbprint(key), key.thumbprint);
      assert.equal(await thumbprintOf(publicJwk(key)), key.thumbprint);
    }
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const ofRfc8037 = thumbprint({ kty: 'OKP', crv: 'Ed25519', x });
    assert.equal(ofRfc8037, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'RFC 8037 appendix A.3');
  });

  it('open: each value on the way, and the plaintext', () => {
    for (const name of ['subject', 'subjectX25519', 'part']) {
      const vector = vectors[name];
      const recipient = Object.values(keys).find(({ kid }) => kid === vector.header.kid)!;
      const opened = openJwe(vector.jwe, recipient);
      assert.deepEqual(opened.header, vector.header);
      assert.equal(opened.encryptedKey, '');
      assert.equal(opened.sharedSecret.toString('hex'), vector.sharedSecretHex);
      assert.equal(opened.otherInfo.toString('hex'), vector.otherInfoHex);
      assert.equal(opened.contentKey.toString('hex'), vector.contentKeyHex);
      if (name === 'part') assert.equal(opened.plaintext.toString('base64url'), vector.contentBase64Url);
      else {
        assert.equal(opened.plaintext.length, 256);
        assert.deepEqual(JSON.parse(opened.plaintext.toString('utf8')), vector.subject);
      }
      assert.equal(digest(vector.jwe), vector.sha256);
    }
  });

  it('verify, and not with a byte changed', () => {
    for (const [name, key] of Object.entries({
      manifestEs256: keys.clientEs256!,
      manifestEd25519: keys.clientEd25519!,
      intent: keys.clientEs256!,
      receipt: keys.backendEs256!,
      result: keys.backendEs256!,
      card: keys.backendEd25519!,
      deletionReceipt: keys.backendEd25519!,
    })) {
      const { body, jwt, header, claims, sha256 } = vectors[name];
      const parts = partsOf(body ?? jwt);
      assert.deepEqual({ header: parts.header, claims: parts.claims }, { header, claims });
      assert.ok(isSignedBy(parts.signingInput, parts.signature, key), name);
      assert.ok(!isSignedBy(`${parts.signingInput}A`, parts.signature, key), name);
      if (body !== undefined) assert.equal(digest(body), sha256);
    }
  });

  it('read: the trace record by record, and the chain over it', () => {
    const bytes = Buffer.from(vectors.trace.base64Url, 'base64url');
    const { width, height, records } = readTrace(bytes);
    assert.deepEqual([width, height], [vectors.trace.width, vectors.trace.height]);
    for (const [index, record] of records.entries()) {
      const { bytesHex: _, frameWidth: __, frameHeight: ___, ...expected } = vectors.trace.records[index];
      assert.deepEqual(record, expected);
    }
    const { start, keyFrames } = vectors.chain;
    const heads = chainHeads(vectors.chain, bytes, keyFrames);
    assert.deepEqual(heads, { start, heads: keyFrames.map(({ head }: { head: string }) => head) });
  });
});

describe('the test vectors, in another language', () => {
  it('are read, opened and verified by Python', (t: TestContext) => {
    const script = fileURLToPath(new URL('./by_hand.py', import.meta.url));
    const { status, stdout, stderr, error } = spawnSync('python3', [script], { encoding: 'utf8' });
    if (error) return t.skip('python3 is not on this machine');
    const checked = stdout.trim().split('\n');
    assert.deepEqual(checked.slice(0, 3), ['digests', 'trace', 'chain'], stderr);
    if (status === 3)
      return t.skip('python3 has no package cryptography: digests, trace and chain were checked');
    assert.equal(status, 0, stderr);
    assert.equal(checked.length, 13);
  });
});
