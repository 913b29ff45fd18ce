import type { Mutant } from './mutant.ts';

const JWE = 'src/seal/jwe.ts';
const JWS = 'src/seal/jws.ts';
const SUBJECT = 'src/seal/subject.ts';

/** The last step of `verifyClaims`. */
const VERIFIED = `    const verified = await flattenedVerify({ ...entry, payload }, signer.publicKey, {
      algorithms: [header.alg as string],
    });
`;
/** Reads the payload whether or not it was verified. */
const READ_UNVERIFIED =
  "return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(payload)));";

/** An algorithm that is taken without a look at its signature. */
const taking = (alg: string) => [
  {
    file: JWS,
    find: "const ALGORITHMS = ['ES256', 'Ed25519'];",
    replace: `const ALGORITHMS = ['ES256', 'Ed25519', '${alg}'];`,
  },
  { file: JWS, find: VERIFIED, replace: `    if (header.alg === '${alg}') ${READ_UNVERIFIED}\n${VERIFIED}` },
];

/** A backend that is wrong about what is sealed to it, and about signatures. */
export const sealedMutants: readonly Mutant[] = [
  {
    id: 'C43',
    does: 'A key that is not known is taken for the one in use.',
    edits: [
      {
        file: 'sandbox/src/storage/backend-keys.ts',
        find: `    intake: async (kid) =>
      publishedKeys(now.encryptionKeys, Date.now(), 'encryption').find(({ key }) => key.kid === kid)?.key as
        | JWK
        | undefined,`,
        replace: `    intake: async (kid) => {
      const published = publishedKeys(now.encryptionKeys, Date.now(), 'encryption');
      return (published.find(({ key }) => key.kid === kid) ?? published[0])?.key as JWK | undefined;
    },`,
      },
    ],
  },
  {
    id: 'C44',
    does: 'What is sealed is decrypted without a look at the tag that authenticates it and its header.',
    edits: [
      {
        file: JWE,
        find: `  } catch (cause) {
    throw new SealError('invalid_jwe', 'The JWE could not be decrypted.', { cause });`,
        replace: `  } catch (cause) {
    const { createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman } = await import('node:crypto');
    const part = (at: number) => Buffer.from(jwe.split('.')[at] ?? '', 'base64url');
    const hex = (digits: string) => Buffer.from(digits, 'hex');
    const z = diffieHellman({
      privateKey: createPrivateKey({ key: key as never, format: 'jwk' }),
      publicKey: createPublicKey({ key: header.epk as never, format: 'jwk' }),
    });
    const info = Buffer.concat([hex('00000001'), z, hex('00000007'), Buffer.from('A256GCM'), hex('000000000000000000000100')]);
    const secret = createHash('sha256').update(info).digest();
    try {
      return { header, plaintext: new Uint8Array(createDecipheriv('aes-256-gcm', secret, part(2)).update(part(3))) };
    } catch {}
    throw new SealError('invalid_jwe', 'The JWE could not be decrypted.', { cause });`,
      },
    ],
  },
  {
    id: 'C46',
    does: 'What is compressed is refused as what does not decrypt.',
    edits: [{ file: JWE, find: ' || header.zip !== undefined) {', replace: ') {' }],
  },
  {
    id: 'C45',
    does: 'A subject that was sealed under another key is taken.',
    edits: [
      { file: SUBJECT, find: '  if (jkt !== expected.jkt)\n', replace: "  if (typeof jkt !== 'string')\n" },
    ],
  },
  {
    id: 'C101',
    does: 'A subject may be good for days.',
    edits: [{ file: SUBJECT, find: '    exp - iat <= SUBJECT_LIFETIME_S &&\n', replace: '' }],
  },
  {
    id: 'C103',
    does: 'A part is taken at another number than its own.',
    edits: [
      {
        file: 'sandbox/src/api/evidence.ts',
        find: 'if (app !== expected.app || n !== expected.n) throw',
        replace: 'if (app !== expected.app || n < 0) throw',
      },
    ],
  },
  {
    id: 'C100',
    does: 'A signature may be spelt in more than one way.',
    edits: [
      {
        file: JWS,
        find: '![payload, entry.protected, entry.signature].every(isBase64Url)',
        replace: '![payload, entry.protected].every(isBase64Url)',
      },
    ],
  },
  { id: 'C63', does: 'A manifest without a signature is taken.', edits: taking('none') },
  { id: 'C64', does: 'A manifest under a shared secret is taken.', edits: taking('HS256') },
  {
    id: 'C65',
    does: 'A critical extension is passed over.',
    edits: [
      {
        file: JWS,
        find: "  if (header.crit !== undefined) throw new SealError('invalid_jws', 'crit is not supported.');\n",
        replace: '',
      },
      {
        file: JWS,
        find: '      algorithms: [header.alg as string],\n',
        replace:
          '      algorithms: [header.alg as string],\n      crit: Object.fromEntries(((header.crit ?? []) as string[]).map((name) => [name, true])),\n',
      },
    ],
  },
  {
    id: 'C66',
    does: 'A signature may name another key than it was made by.',
    edits: [
      {
        file: JWS,
        find: 'known.find(({ header }) => header.kid === jkt);',
        replace: 'known.find(({ header }) => header.kid === jkt) ?? known[0];',
      },
    ],
  },
  {
    id: 'C67',
    does: 'A signature that does not verify changes nothing.',
    edits: [
      {
        file: JWS,
        find: "    throw new SealError('invalid_jws', 'The signature is not valid.', { cause });",
        replace: `    if ((cause as { code?: string }).code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
      ${READ_UNVERIFIED}
    throw new SealError('invalid_jws', 'The signature is not valid.', { cause });`,
      },
    ],
  },
  {
    id: 'C73',
    does: 'A further signature of an algorithm that is not known is refused.',
    edits: [
      {
        file: JWS,
        find: '  if (known.length === 0) {',
        replace: '  if (known.length < signatures.length) {',
      },
    ],
  },
  {
    id: 'C104',
    does: 'What was signed as an intent passes for a manifest.',
    edits: [
      {
        file: JWS,
        find: '  if (header.typ !== typ) throw',
        replace: "  if (typeof header.typ !== 'string') throw",
      },
    ],
  },
  {
    id: 'C70',
    does: 'A manifest is taken at another address than it names.',
    edits: [
      {
        file: JWS,
        find: "for (const name of ['aud', 'htu', 'iss', 'sub'] as const) {",
        replace: "for (const name of ['aud', 'iss', 'sub'] as const) {",
      },
    ],
  },
];
