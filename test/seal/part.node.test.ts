import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { utf8 } from '../../src/base/bytes.ts';
import { contentDigest, readContentDigest } from '../../src/seal/digest.ts';
import { openPart, sealPart } from '../../src/seal/part.ts';
import { sealSubject } from '../../src/seal/subject.ts';
import { ISSUER, NOW_MS, recipientKey } from './keys.ts';

const APP = 'application-1';
const content = new Uint8Array(60_000).map((_, index) => index % 251);

describe('a sealed part', () => {
  let at: Awaited<ReturnType<typeof recipientKey>>;
  const seal = (n = 3) =>
    sealPart(content, { recipient: at.recipient, app: APP, n, role: 'frame', cty: 'image/jpeg' });

  before(async () => {
    at = await recipientKey();
  });

  it('opens to the same bytes, with its role and media type', async () => {
    const { sealed } = await seal();
    const opened = await openPart(sealed.bytes, { keys: at.keys, app: APP, n: 3 });
    assert.deepEqual(Buffer.from(opened.content), Buffer.from(content));
    assert.equal(opened.header.role, 'frame');
    assert.equal(opened.header.cty, 'image/jpeg');
  });

  it('is named in the manifest by the digest and size of the bytes on the wire', async () => {
    const { sealed, part } = await seal();
    assert.equal(part.sha256, createHash('sha256').update(sealed.bytes).digest('base64url'));
    assert.equal(part.sha256, sealed.sha256);
    assert.equal(part.size, sealed.bytes.length);
    assert.ok(sealed.bytes.every((byte) => byte < 0x80));
  });

  it('is refused when the spare bits of its last character are turned, though they decode to the same bytes', async () => {
    const { sealed } = await seal();
    const text = new TextDecoder().decode(sealed.bytes);
    const same = text.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[text.at(-1)!];
    const decoded = (jwe: string) => Buffer.from(jwe.split('.')[4]!, 'base64url').toString('hex');
    assert.equal(decoded(same), decoded(text));
    await assert.rejects(openPart(utf8(same), { keys: at.keys, app: APP, n: 3 }), { code: 'invalid_jwe' });
  });

  it('is refused in another place or another application', async () => {
    const { sealed } = await seal();
    await assert.rejects(openPart(sealed.bytes, { keys: at.keys, app: APP, n: 4 }), { code: 'invalid_jwe' });
    await assert.rejects(openPart(sealed.bytes, { keys: at.keys, app: 'application-2', n: 3 }), {
      code: 'invalid_jwe',
    });
  });

  it('is refused with one flipped byte', async () => {
    const { sealed } = await seal();
    const bytes = sealed.bytes.slice();
    bytes[bytes.length - 40] = bytes[bytes.length - 40] === 0x41 ? 0x42 : 0x41;
    await assert.rejects(openPart(bytes, { keys: at.keys, app: APP, n: 3 }), { code: 'invalid_jwe' });
  });

  it('cannot be a sealed subject', async () => {
    const jwe = await sealSubject(
      { name: '李华', id: { type: 'passport', country: 'CHN', number: 'E00000000' } },
      { recipient: at.recipient, aud: ISSUER, jkt: 'a'.repeat(43), nowMs: NOW_MS },
    );
    await assert.rejects(openPart(utf8(jwe), { keys: at.keys, app: APP, n: 3 }), { code: 'invalid_jwe' });
  });
});

describe('the Content-Digest field', () => {
  it('is a byte sequence of RFC 9530', () => {
    const digest = createHash('sha256').update('').digest('base64url');
    assert.equal(contentDigest(digest), 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
  });

  it('is read back among other algorithms, and not found where there is none', () => {
    const digest = createHash('sha256').update('x').digest('base64url');
    assert.equal(readContentDigest(`sha-512=:AAAA:, ${contentDigest(digest)}`), digest);
    assert.equal(readContentDigest('md5=:AAAA:'), undefined);
  });
});
