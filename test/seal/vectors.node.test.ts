import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { importJWK, type JWK } from 'jose';
import { utf8 } from '../../src/base/bytes.ts';
import { digest } from '../../src/seal/digest.ts';
import { signIntent, verifyIntent } from '../../src/seal/intent.ts';
import { thumbprint } from '../../src/seal/keys.ts';
import { openPart } from '../../src/seal/part.ts';
import { openSubject } from '../../src/seal/subject.ts';
import { submissionDigest } from '../../src/seal/submission.ts';

const vectors = JSON.parse(await readFile(new URL('./vectors.json', import.meta.url), 'utf8'));
const { nowMs, aud, jkt } = vectors;
const keys = async (kid: string): Promise<JWK | undefined> =>
  kid === vectors.encryptionKey.kid ? vectors.encryptionKey : undefined;

describe('the frozen vectors', () => {
  it('name their key by the thumbprint that RFC 8037 appendix A.3 gives for it', async () => {
    assert.equal(await thumbprint(vectors.signingKey), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    assert.equal(jkt, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('still open: subject and part', async () => {
    const { subject, part } = vectors;
    assert.deepEqual(await openSubject(subject.jwe, { keys, aud, jkt, nowMs }), subject.plaintext);
    const opened = await openPart(utf8(part.jwe), { keys, app: part.app, n: part.n });
    assert.equal(new TextDecoder().decode(opened.content), part.text);
    assert.equal(await digest(utf8(part.jwe)), part.sha256);
  });

  it('are still made and verified bit by bit: the intent, whose signature is deterministic', async () => {
    const { claims, jws, sha256 } = vectors.intent;
    const { d: _, ...publicJwk } = vectors.signingKey;
    const privateKey = (await importJWK(vectors.signingKey, 'Ed25519')) as CryptoKey;
    const publicKey = (await importJWK(publicJwk, 'Ed25519')) as CryptoKey;
    assert.deepEqual(await signIntent(claims, { privateKey, publicKey }, jkt), jws);
    assert.equal(await submissionDigest(jws), sha256);
    assert.deepEqual(await verifyIntent(jws, { publicKey, jkt, expected: claims, nowMs }), claims);
  });
});
