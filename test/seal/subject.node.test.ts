import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { base64url, CompactEncrypt, decodeProtectedHeader, importJWK } from 'jose';
import { utf8 } from '../../src/base/bytes.ts';
import { SUBJECT_TYP, type Subject } from '../../src/protocol/subject.ts';
import { encryptCompact } from '../../src/seal/jwe.ts';
import { openSubject, sealSubject } from '../../src/seal/subject.ts';
import { ISSUER, NOW_MS, recipientKey } from './keys.ts';

const JKT = 'a'.repeat(43);
const subject: Subject = {
  name: '阿依古丽·买买提𠮷',
  id: { type: 'resident_id_card', country: 'CHN', number: '990101199003070017' },
};

describe('a sealed subject', () => {
  let at: Awaited<ReturnType<typeof recipientKey>>;
  const seal = (of: Subject = subject, nowMs = NOW_MS) =>
    sealSubject(of, { recipient: at.recipient, aud: ISSUER, jkt: JKT, nowMs });
  const open = (jwe: string, more: Partial<Parameters<typeof openSubject>[1]> = {}) =>
    openSubject(jwe, { keys: at.keys, aud: ISSUER, jkt: JKT, nowMs: NOW_MS, ...more });
  const withHeader = async (header: Record<string, unknown>) => {
    const [, ...rest] = (await seal()).split('.');
    const all = { ...decodeProtectedHeader(await seal()), ...header };
    return [base64url.encode(JSON.stringify(all)), ...rest].join('.');
  };

  before(async () => {
    at = await recipientKey();
  });

  it('comes back unchanged, rare characters and all', async () => {
    assert.deepEqual(await open(await seal()), subject);
  });

  it('works with an X25519 key too', async () => {
    const other = await recipientKey('X25519');
    const jwe = await sealSubject(subject, {
      recipient: other.recipient,
      aud: ISSUER,
      jkt: JKT,
      nowMs: NOW_MS,
    });
    assert.deepEqual(await open(jwe, { keys: other.keys }), subject);
  });

  it('does not tell by its length how long the name is', async () => {
    const short = await seal({ ...subject, name: '李' });
    const long = await seal({ ...subject, name: '李'.repeat(25) });
    assert.equal(short.length, long.length);
  });

  it('names key, audience and device key in its header, and lives ten minutes', async () => {
    const header = decodeProtectedHeader(await seal());
    assert.deepEqual(
      [header.alg, header.enc, header.kid, header.typ, header.cty, header.aud, header.jkt],
      ['ECDH-ES', 'A256GCM', 'enc-1', SUBJECT_TYP, 'application/json', ISSUER, JKT],
    );
    assert.equal(Number(header.exp) - Number(header.iat), 600);
  });

  it('is refused by another backend, under another key, or with a key nobody has', async () => {
    const jwe = await seal();
    await assert.rejects(open(jwe, { aud: 'https://other.example' }), { code: 'invalid_jwe' });
    await assert.rejects(open(jwe, { jkt: 'b'.repeat(43) }), { code: 'invalid_jwe' });
    await assert.rejects(open(jwe, { keys: async () => undefined }), { code: 'invalid_jwe' });
  });

  it('is refused when it is too old, or from the future', async () => {
    const jwe = await seal();
    await assert.rejects(open(jwe, { nowMs: NOW_MS + 661_000 }), { code: 'invalid_jwe' });
    await assert.rejects(open(jwe, { nowMs: NOW_MS - 61_000 }), { code: 'invalid_jwe' });
    const iat = NOW_MS / 1000;
    const sealedFor = (lifetimeS: number) =>
      encryptCompact(utf8(JSON.stringify(subject)), at.recipient, {
        ...{ typ: SUBJECT_TYP, aud: ISSUER, jkt: JKT, iat, exp: iat + lifetimeS },
      });
    assert.deepEqual(await open(await sealedFor(600)), subject);
    await assert.rejects(open(await sealedFor(601)), { code: 'invalid_jwe' });
  });

  it('does not open when one field of its header was changed', async () => {
    for (const header of [{ aud: 'https://other.example' }, { jkt: 'b'.repeat(43) }, { exp: 4102444800 }]) {
      const jwe = await withHeader(header);
      const claims = decodeProtectedHeader(jwe) as Record<string, string>;
      await assert.rejects(open(jwe, { aud: claims.aud!, jkt: claims.jkt! }), { code: 'invalid_jwe' });
    }
  });

  it('is refused with any other algorithm, or compressed', async () => {
    for (const header of [
      { alg: 'dir' },
      { alg: 'RSA1_5' },
      { alg: 'RSA-OAEP' },
      { enc: 'A128CBC-HS256' },
      { zip: 'DEF' },
    ]) {
      await assert.rejects(open(await withHeader(header)), { code: 'alg_not_allowed' });
    }
  });

  it('is refused when it is no JWE, or of another kind', async () => {
    await assert.rejects(open('not a jwe'), { code: 'invalid_jwe' });
    await assert.rejects(open(await withHeader({ typ: 'fap-part+jwe' })), { code: 'invalid_jwe' });
  });

  it('tells that a plaintext is no subject without repeating it', async () => {
    const iat = NOW_MS / 1000;
    const jwe = await new CompactEncrypt(utf8(JSON.stringify({ secret: '990101199003070017' })))
      .setProtectedHeader({
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid: 'enc-1',
        typ: SUBJECT_TYP,
        iat,
        exp: iat + 600,
        aud: ISSUER,
        jkt: JKT,
      })
      .encrypt(await importJWK(at.recipient, 'ECDH-ES'));
    await assert.rejects(open(jwe), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'malformed');
      assert.ok(!`${error.message}${JSON.stringify(error.cause ?? null)}`.includes('9901'));
      return true;
    });
  });
});
