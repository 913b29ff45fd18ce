import type { Bytes } from '@family-auth/library/base/bytes.ts';
import { PART_ROLES, type Submission } from '@family-auth/library/protocol/submission.ts';
import { base64url, exportJWK, FlattenedSign, generateKeyPair } from 'jose';
import { type Kind, kindOf } from '../forgery.ts';

const text = (value: unknown): string => base64url.encode(new TextEncoder().encode(JSON.stringify(value)));
const bytes = (document: unknown): Bytes => new TextEncoder().encode(JSON.stringify(document));
const parsed = (document: Bytes) =>
  JSON.parse(new TextDecoder().decode(document)) as {
    payload: string;
    signatures: { protected: string; signature: string }[];
  };
const headerOf = (document: Bytes) =>
  JSON.parse(new TextDecoder().decode(base64url.decode(parsed(document).signatures[0]!.protected))) as Record<
    string,
    unknown
  >;

/** Who, for whom, where, and when: each a lie. */
const WRONG: readonly [string, (claims: Submission) => Partial<Submission>][] = [
  ['another issuer', () => ({ iss: 'demo-portal' })],
  ['another operator', () => ({ sub: 'operator-2' })],
  ['another backend', () => ({ aud: 'https://backend.example' })],
  ['another address', ({ htu }) => ({ htu: htu.replace('submission', 'withdrawal') })],
  ['another application', ({ app }) => ({ app: `${app.slice(0, -1)}${app.endsWith('a') ? 'b' : 'a'}` })],
  ['expired', ({ iat }) => ({ iat: iat - 900, exp: iat - 600 })],
  ['of the future', ({ iat }) => ({ iat: iat + 600, exp: iat + 900 })],
  ['too long a life', ({ iat }) => ({ exp: iat + 86_400 })],
  ['no life', ({ iat }) => ({ exp: iat })],
];

/** What the manifest says of the draft and its parts: each a lie. */
const OTHER: readonly [string, (claims: Submission) => Partial<Submission>][] = [
  ['relationship', () => ({ relationship: 'spouse' })],
  ['method', () => ({ method: 'document_review' })],
  ['subject', ({ parts }) => ({ subject: { sha256: parts[0]!.sha256 } })],
  [
    'role',
    ({ parts }) => ({ parts: parts.map((part, n) => (n === 1 ? { ...part, role: PART_ROLES[2] } : part)) }),
  ],
  [
    'size',
    ({ parts }) => ({ parts: parts.map((part, n) => (n === 2 ? { ...part, size: part.size + 1 } : part)) }),
  ],
  [
    'type',
    ({ parts }) => ({ parts: parts.map((part, n) => (n === 3 ? { ...part, cty: 'image/png' } : part)) }),
  ],
  [
    'digests exchanged',
    ({ parts }) => ({ parts: parts.map((part, n) => ({ ...part, n: [0, 2, 1][n] ?? n })) }),
  ],
];

export const signatureKinds: readonly Kind[] = [
  kindOf('foreign_key', "the manifest signed by another key under this one's name", ['invalid_jws'], () => ({
    what: 'ES256',
    signer: 'foreign',
  })),
  kindOf(
    'foreign_key_named',
    'the manifest signed by another key under its own name',
    ['key_mismatch'],
    (dice) => {
      const embedded = dice.int(2) === 0;
      return {
        what: embedded ? 'and the key enclosed' : 'by its name alone',
        async document(document) {
          const { privateKey, publicKey } = await generateKeyPair('ES256');
          const header = {
            ...headerOf(document),
            kid: 'own',
            ...(embedded && { jwk: await exportJWK(publicKey) }),
          };
          const { payload } = parsed(document);
          const { protected: own, signature } = await new FlattenedSign(base64url.decode(payload))
            .setProtectedHeader(header)
            .sign(privateKey);
          return bytes({ payload, signatures: [{ protected: own, signature }] });
        },
      };
    },
  ),
  kindOf('unsigned', 'no signature worth the name', ['alg_not_allowed', 'invalid_jws'], (dice) => {
    const alg = dice.pick(['none', 'None', 'HS256', 'RS256', 'ES256', 'ES384']);
    return {
      what: alg,
      document(document) {
        const { payload } = parsed(document);
        const header = { ...headerOf(document), alg };
        const signature = alg === 'ES256' ? base64url.encode(new Uint8Array(64)) : '';
        return bytes({ payload, signatures: [{ protected: text(header), signature }] });
      },
    };
  }),
  kindOf('claims_edited', 'a claim edited after the signature', ['invalid_jws'], (dice) => {
    const [name] = [dice.pick(['relationship', 'jti', 'app', 'policy'] as const)];
    return {
      what: name,
      document(document) {
        const { payload, signatures } = parsed(document);
        const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
        if (name === 'policy') claims.challenge.policy_version = '2020-01-01';
        else claims[name] = `${claims[name]}x`;
        return bytes({ payload: text(claims), signatures });
      },
    };
  }),
  kindOf(
    'wrong_place_or_time',
    'rightly signed, for another place, person or time',
    ['invalid_jws'],
    (dice) => {
      const [what, change] = dice.pick(WRONG);
      return { what, manifest: (claims) => ({ ...claims, ...change(claims) }) };
    },
  ),
  kindOf(
    'other_than_the_draft',
    'rightly signed, and not what draft and uploads are',
    ['manifest_mismatch'],
    (dice) => {
      const [what, change] = dice.pick(OTHER);
      return { what, manifest: (claims) => ({ ...claims, ...change(claims) }) };
    },
  ),
  kindOf('consents_edited', 'other consents than were given', ['consent_missing'], (dice) => {
    const how = dice.pick(['none', 'fewer', 'other version', 'other giver'] as const);
    return {
      what: how,
      manifest(claims) {
        const { consents } = claims;
        if (how === 'none') return { ...claims, consents: [] };
        if (how === 'fewer') return { ...claims, consents: consents.slice(1) };
        const [first, ...rest] = consents;
        const changed =
          how === 'other giver' ? { ...first!, by: 'guardian' as const } : { ...first!, version: '0' };
        return { ...claims, consents: [changed, ...rest] };
      },
    };
  }),
];
