import {
  createCipheriv,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  sign,
} from 'node:crypto';
import { recomputeChain, startChain } from '../../src/evidence/chain.ts';
import { createTraceEncoder } from '../../src/evidence/trace-codec.ts';
import { TRACE_LANDMARKS } from '../../src/signals/trace-landmarks.ts';
import { exampleOf } from './examples.mjs';

// The test vectors of test/vectors/vectors.json. JWE, JWS and JWT are made by hand over Node's crypto (OpenSSL), trace and chain by
// the library; tests open all of it by the library and check all of it by hand. Everything is fixed but the ES256 signatures,
// which differ each time they are made: those that are written down stay as long as what they sign is the same.

const ISSUER = 'https://backend.example';
const CLIENT = 'test-client';
const OPERATOR = 'test-operator';
const NOW_S = 1796025600;
const APPLICATION = exampleOf('Application').id;
const CHALLENGE = exampleOf('Challenge').id;

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const base64Url = (bytes) => Buffer.from(bytes).toString('base64url');
const digest = (bytes) => base64Url(sha256(bytes));
const encoded = (value) => base64Url(JSON.stringify(value));

/** A private key that anybody can compute: SHA-256 of a text that says so. */
function testKey(name, crv, more = {}) {
  const d = sha256(`family-auth TEST key: ${name}`);
  const jwk = crv === 'P-256' ? ecJwk(d) : okpJwk(d, crv);
  const { d: _, ...publicJwk } = jwk;
  return { ...jwk, ...more, thumbprint: thumbprintOf(publicJwk) };
}

function ecJwk(d) {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  return {
    kty: 'EC',
    crv: 'P-256',
    x: base64Url(point.subarray(1, 33)),
    y: base64Url(point.subarray(33)),
    d: base64Url(d),
  };
}

/** PKCS #8 (RFC 8410) of a seed. */
const OKP_PREFIX = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
};

function okpJwk(d, crv) {
  const der = Buffer.concat([Buffer.from(OKP_PREFIX[crv], 'hex'), d]);
  const { x } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
    format: 'jwk',
  });
  return { kty: 'OKP', crv, x, d: base64Url(d) };
}

/** RFC 7638. */
const thumbprintOf = ({ kty, crv, x, y }) =>
  digest(JSON.stringify(kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x }));

const KEYS = {
  clientEs256: testKey('client ES256', 'P-256'),
  clientEd25519: testKey('client Ed25519', 'Ed25519'),
  backendEs256: testKey('backend ES256', 'P-256', { kid: 'TEST-sig-es256', use: 'sig' }),
  backendEd25519: testKey('backend Ed25519', 'Ed25519', { kid: 'TEST-sig-ed25519', use: 'sig' }),
  backendP256: testKey('backend encryption P-256', 'P-256', { kid: 'TEST-enc-p256', use: 'enc' }),
  backendX25519: testKey('backend encryption X25519', 'X25519', { kid: 'TEST-enc-x25519', use: 'enc' }),
  ephemeralP256: testKey('ephemeral P-256', 'P-256'),
  ephemeralX25519: testKey('ephemeral X25519', 'X25519'),
};

const privateKey = ({ kty, crv, x, y, d }) =>
  createPrivateKey({ key: kty === 'EC' ? { kty, crv, x, y, d } : { kty, crv, x, d }, format: 'jwk' });
const publicJwk = ({ kty, crv, x, y }) => (kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x });
const publicKey = (jwk) => createPublicKey({ key: publicJwk(jwk), format: 'jwk' });

const uint32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A compact JWE by ECDH-ES and A256GCM, with every value on the way. */
function seal(name, plaintext, recipient, ephemeral, header) {
  const sharedSecret = diffieHellman({ privateKey: privateKey(ephemeral), publicKey: publicKey(recipient) });
  const enc = 'A256GCM';
  const otherInfo = Buffer.concat([uint32(enc.length), Buffer.from(enc), uint32(0), uint32(0), uint32(256)]);
  const contentKey = sha256(uint32(1), sharedSecret, otherInfo);
  const iv = sha256(`family-auth TEST iv: ${name}`).subarray(0, 12);
  const whole = { ...header, alg: 'ECDH-ES', enc, kid: recipient.kid, epk: publicJwk(ephemeral) };
  const first = encoded(whole);
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv);
  cipher.setAAD(Buffer.from(first));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const jwe = [first, '', base64Url(iv), base64Url(ciphertext), base64Url(cipher.getAuthTag())].join('.');
  return {
    header: whole,
    sharedSecretHex: sharedSecret.toString('hex'),
    otherInfoHex: otherInfo.toString('hex'),
    contentKeyHex: contentKey.toString('hex'),
    ivHex: iv.toString('hex'),
    tagHex: cipher.getAuthTag().toString('hex'),
    jwe,
    sha256: digest(jwe),
  };
}

/** A name with the separator and a character beyond the first plane. */
const SUBJECT = {
  name: '阿依古丽·买买提𠮷',
  id: { type: 'resident_id_card', country: 'CHN', number: '118801198803128024' },
};

function sealedSubject(name, recipient, ephemeral) {
  const subject = SUBJECT;
  const json = Buffer.from(JSON.stringify(subject));
  const padded = Buffer.alloc(Math.ceil(json.length / 256) * 256, ' ');
  json.copy(padded);
  const header = {
    typ: 'fap-subject+jwe',
    cty: 'application/json',
    iat: NOW_S,
    exp: NOW_S + 600,
    aud: ISSUER,
    jkt: KEYS.clientEs256.thumbprint,
  };
  return { subject, plaintextBytes: padded.length, ...seal(name, padded, recipient, ephemeral, header) };
}

function sealedPart() {
  const content = Buffer.from('TEST: not a picture');
  const header = { typ: 'fap-part+jwe', cty: 'image/jpeg', app: APPLICATION, n: 0, role: 'id_document' };
  const sealed = seal('part', content, KEYS.backendP256, KEYS.ephemeralP256, header);
  const contentDigest = `sha-256=:${sha256(sealed.jwe).toString('base64')}:`;
  return { contentBase64Url: base64Url(content), ...sealed, size: sealed.jwe.length, contentDigest };
}

const isEd25519 = ({ crv }) => crv === 'Ed25519';

/** A signature over `input`; one by ES256 that was written down for it stays. */
function signatureOf(input, key, former) {
  if (isEd25519(key)) return base64Url(sign(null, Buffer.from(input), privateKey(key)));
  if (former?.signingInput === input) return former.signature;
  return base64Url(sign('sha256', Buffer.from(input), { key: privateKey(key), dsaEncoding: 'ieee-p1363' }));
}

/** JWS General JSON as a client posts it. */
function signedDocument(typ, claims, key, former) {
  const header = { alg: isEd25519(key) ? 'Ed25519' : 'ES256', typ, kid: key.thumbprint };
  const [payload, protectedHeader] = [encoded(claims), encoded(header)];
  const signingInput = `${protectedHeader}.${payload}`;
  const signature = signatureOf(signingInput, key, former);
  const body = JSON.stringify({ payload, signatures: [{ protected: protectedHeader, signature }] });
  return { claims, header, signingInput, signature, body, sha256: digest(body) };
}

function statement(typ, claims, key, former) {
  const header = { alg: isEd25519(key) ? 'Ed25519' : 'ES256', typ, kid: key.kid };
  const signingInput = `${encoded(header)}.${encoded(claims)}`;
  const signature = signatureOf(signingInput, key, former);
  return { claims, header, signingInput, signature, jwt: `${signingInput}.${signature}` };
}

const manifestClaims = (part, subject) => ({
  ...exampleOf('Submission'),
  iss: CLIENT,
  sub: OPERATOR,
  aud: ISSUER,
  iat: NOW_S,
  exp: NOW_S + 300,
  subject: { sha256: subject.sha256 },
  parts: [{ n: 0, role: 'id_document', sha256: part.sha256, size: part.size, cty: 'image/jpeg' }],
});

const intentClaims = {
  ...exampleOf('Intent'),
  iss: CLIENT,
  sub: OPERATOR,
  aud: ISSUER,
  iat: NOW_S,
  exp: NOW_S + 300,
};

/** Points that are like no face, but go to both ends of what a coordinate may be. */
const pointsOf = (seed) =>
  Int16Array.from({ length: TRACE_LANDMARKS.length * 3 }, (_, index) => {
    if (index === 0) return seed % 2 === 0 ? -32768 : 32767;
    return ((index * 131 + seed * 17) % 6000) - 900;
  });

const mouthOf = (seed) =>
  Int16Array.from({ length: 15 }, (_, index) => ((index * 37 + seed * 11) % 900) - 200);

const face = (timestampMs, seed, { lids, mouth }) => ({
  kind: 'face',
  timestampMs,
  frameWidth: 640,
  frameHeight: 480,
  points: pointsOf(seed),
  light: { mean: 127, left: 0, right: 255 },
  lids,
  mouth,
});

const RECORDS = [
  { kind: 'reveal', timestampMs: 0, step: 0 },
  face(33, 1, {
    lids: { left: 281, right: 16384, learned: { left: 65535, right: 943 } },
    mouth: mouthOf(1),
  }),
  { kind: 'none', timestampMs: 66 },
  { kind: 'many', timestampMs: 266 },
  face(300, 2, { lids: null, mouth: null }),
  { kind: 'reveal', timestampMs: 300, step: 1 },
  face(16_700, 3, { lids: { left: 0, right: 127 }, mouth: mouthOf(3) }),
];

const KEY_FRAMES = [
  { step: 0, purpose: 'named', timestampMs: 33 },
  { step: 0, purpose: 'closing', timestampMs: 300 },
  { step: 1, purpose: 'closing', timestampMs: 16_700 },
];

function traceVector() {
  const encoder = createTraceEncoder(640, 480);
  const parts = RECORDS.map((record) => encoder.append(record));
  const bytes = Buffer.concat([encoder.header, ...parts]);
  return {
    width: 640,
    height: 480,
    records: RECORDS.map((record, index) => ({
      ...record,
      ...(record.points ? { points: [...record.points], mouth: record.mouth && [...record.mouth] } : {}),
      bytesHex: Buffer.from(parts[index]).toString('hex'),
    })),
    headerHex: Buffer.from(encoder.header).toString('hex'),
    base64Url: base64Url(bytes),
    sha256: digest(bytes),
  };
}

async function chainVector(trace) {
  const nonce = sha256('family-auth TEST nonce');
  const jkt = KEYS.clientEs256.thumbprint;
  const bytes = Buffer.from(trace.base64Url, 'base64url');
  const seed = { nonce, applicationId: APPLICATION, jkt };
  const keyFrames = KEY_FRAMES.map((each) => ({
    ...each,
    jpeg: Buffer.from(`TEST: the picture at ${each.timestampMs} ms`),
  }));
  const heads = await recomputeChain(seed, bytes, keyFrames);
  return {
    nonce: base64Url(nonce),
    applicationId: APPLICATION,
    jkt,
    start: base64Url(await startChain(seed)),
    keyFrames: keyFrames.map(({ jpeg, ...each }, index) => ({
      ...each,
      jpegBase64Url: base64Url(jpeg),
      head: base64Url(heads[index].chain),
    })),
  };
}

/**
 * All of them.
 *
 * @param {Record<string, {signingInput?: string, signature?: string}>} [former] those that are written down.
 */
export async function makeVectors(former = {}) {
  const subject = sealedSubject('subject', KEYS.backendP256, KEYS.ephemeralP256);
  const part = sealedPart();
  const trace = traceVector();
  const chain = await chainVector(trace);
  const claims = manifestClaims(part, subject);
  const manifest = (name, key) => signedDocument('family-submission+jws', claims, key, former[name]);
  const manifestEs256 = manifest('manifestEs256', KEYS.clientEs256);
  const of = { iss: ISSUER, aud: CLIENT };
  const closing = chain.keyFrames[1];
  const receipt = {
    ...exampleOf('ReceiptClaims'),
    iss: ISSUER,
    cid: CHALLENGE,
    i: 0,
    action: 'neutral',
    chain: closing.head,
  };
  const result = { ...exampleOf('Result'), ...of, submission: manifestEs256.sha256 };
  return {
    about: 'TEST. The keys are public: SHA-256 of a text. Never use them for anything else.',
    version: '1.0',
    nowMs: NOW_S * 1000,
    keys: KEYS,
    subject,
    subjectX25519: sealedSubject('subject X25519', KEYS.backendX25519, KEYS.ephemeralX25519),
    part,
    manifestEs256,
    manifestEd25519: manifest('manifestEd25519', KEYS.clientEd25519),
    intent: signedDocument('family-intent+jws', intentClaims, KEYS.clientEs256, former.intent),
    receipt: statement('fap-receipt+jwt', receipt, KEYS.backendEs256, former.receipt),
    result: statement('fap-result+jwt', result, KEYS.backendEs256, former.result),
    card: statement('fap-card+jwt', { ...exampleOf('Card'), ...of }, KEYS.backendEd25519, former.card),
    deletionReceipt: statement(
      'fap-deletion-receipt+jwt',
      { ...exampleOf('DeletionReceipt'), ...of },
      KEYS.backendEd25519,
      former.deletionReceipt,
    ),
    trace,
    chain,
  };
}

/** What each is, for the page. */
const TITLES = {
  keys: 'Keys',
  subject: 'Subject, to P-256',
  subjectX25519: 'Subject, to X25519',
  part: 'Part',
  manifestEs256: 'Manifest, ES256',
  manifestEd25519: 'Manifest, Ed25519',
  intent: 'Intent',
  receipt: 'Receipt of a step',
  result: 'Result',
  card: 'Card view',
  deletionReceipt: 'Deletion receipt',
  trace: 'Trace',
  chain: 'Chain',
};

/** docs/protocol/vectors.md. The points of a trace stand in its bytes alone there. */
export function vectorsPage(vectors) {
  const shown = (name, vector) =>
    name === 'trace'
      ? { ...vector, records: vector.records.map(({ points: _, ...record }) => record) }
      : vector;
  const sections = Object.entries(TITLES).map(
    ([name, title]) =>
      `## ${title}\n\n\`${name}\`\n\n\`\`\`json\n${JSON.stringify(shown(name, vectors[name]), null, 2)}\n\`\`\`\n`,
  );
  return `# Test vectors

One of everything that is sealed, signed or chained, with every value on the way; \`family-auth/protocol/vectors.json\` for programs. What the names mean stands under
[cryptography](cryptography.md) and [trace and chain](trace.md). The keys are public: each private one is SHA-256 of \`family-auth TEST key: NAME\`. Never use them
for anything else. Time is ${new Date(vectors.nowMs).toISOString()}. Made by \`npm run protocol\`.

${sections.join('\n')}`;
}
