/** What is sealed to this backend, signed by a client and signed by this backend: "Cryptography". */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2020.js';
import { compactDecrypt, exportJWK, flattenedVerify, generateKeyPair, importJWK, SignJWT } from 'jose';
import { must, Problem } from './problem.mjs';

// Shapes of requests: the JSON Schemas of the protocol, which a backend of another team takes from the package.
const require = createRequire(import.meta.url);
const ajv = new Ajv({
  strict: false,
  formats: { uri: (text) => URL.canParse(text), 'date-time': true, date: true, duration: true },
});
const names = ['Consent', 'CreateApplication', 'GeneralJws', 'Submission', 'Intent', 'PartHeader', 'Appeal'];
const schemas = names.map((name) => require(`family-auth/protocol/schemas/${name}.json`));
ajv.addSchema(schemas);
const validators = new Map(names.map((name, i) => [name, ajv.getSchema(schemas[i].$id)]));

/** `value` if it has the shape; else 400 `malformed` with the pointer of the first fault. Unknown members pass (C116). */
export function shaped(name, value) {
  const validate = validators.get(name);
  if (validate(value)) return value;
  const [
    {
      instancePath,
      params: { missingProperty: missing },
    },
  ] = validate.errors;
  throw new Problem(
    'malformed',
    `not a ${name}`,
    missing ? { pointer: `${instancePath}/${missing}`, member: 'missing' } : { pointer: instancePath },
  );
}
export const digest = (bytes) => createHash('sha256').update(bytes).digest('base64url');
const seconds = () => Math.floor(Date.now() / 1000);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** JSON of UTF-8 bytes; undefined where it is none. */
export function json(bytes) {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {}
}
/** Bytes of base64url in its one spelling (C100); undefined in any other. */
const bytesOf = (text) => [Buffer.from(text, 'base64url')].find((bytes) => bytes.toString('base64url') === text);

export async function makeKeys() {
  const make = async (alg, use) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { crv: 'P-256', extractable: true });
    const kid = `${use}-${seconds().toString(36)}`;
    return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use, alg } };
  };
  return { sig: await make('ES256', 'sig'), enc: await make('ECDH-ES', 'enc') };
}
export function sign(keys, typ, claims, lifetime) {
  const iat = seconds();
  const jwt = new SignJWT({ ...claims, iat, ...(lifetime ? { exp: iat + lifetime } : {}) });
  return jwt.setProtectedHeader({ alg: 'ES256', typ, kid: keys.sig.kid }).sign(keys.sig.privateKey);
}

/** Header and plaintext of a compact JWE to a key of ours. `pointer` is that of the member that holds it, if one does. */
async function open(keys, text, pointer) {
  const bad = (detail) => new Problem('invalid_jwe', detail, pointer ? { pointer } : {});
  const segments = text.split('.');
  const raw = segments.map(bytesOf);
  if (segments.length !== 5 || raw.includes(undefined)) throw bad('not a compact JWE in base64url of the one spelling');
  const header = json(raw[0]);
  if (header?.constructor !== Object) throw bad('header is no JSON object');
  if (header.alg !== 'ECDH-ES' || header.enc !== 'A256GCM' || header.zip !== undefined)
    throw new Problem('alg_not_allowed', 'ECDH-ES with A256GCM and no zip', pointer ? { pointer } : {}); // C46: first
  if (header.kid !== keys.enc.kid) throw bad('unknown kid');
  if (raw[2].length !== 12 || raw[4].length !== 16) throw bad('vector of 12 bytes, tag of 16');
  if (header.apu !== undefined || header.apv !== undefined) throw bad('no apu, no apv');
  const opened = await compactDecrypt(text, keys.enc.privateKey).catch(() => undefined);
  if (!opened) throw bad('does not decrypt');
  return { header, plaintext: opened.plaintext };
}
export async function openSubject(b, text, jkt) {
  const { header, plaintext } = await open(b.keys, text, '/subject');
  const now = seconds();
  const { typ, cty, aud, iat, exp } = header;
  const meant = typ === 'fap-subject+jwe' && cty === 'application/json' && aud === b.issuer && header.jkt === jkt;
  const timely =
    Number.isInteger(iat) && Number.isInteger(exp) && exp > iat && exp - iat <= 600 && iat <= now + 60 && exp >= now - 60;
  must(meant && timely, 'invalid_jwe', 'type, audience, key or time', { pointer: '/subject' });
  return json(plaintext);
}
export async function openPart(b, bytes, app, n) {
  const { header, plaintext } = await open(b.keys, bytes.toString('latin1'));
  must(header.typ === 'fap-part+jwe' && header.app === app && header.n === n, 'invalid_jwe', 'type, application or place');
  shaped('PartHeader', header);
  return { role: header.role, cty: header.cty, content: plaintext };
}

/** Claims of what a client signed with the key of its DPoP proof; `expected` must be so beside what must be for everybody. */
export async function openSigned(b, bytes, typ, who, htu, expected) {
  const jws = shaped('GeneralJws', json(bytes) ?? {});
  const payload = bytesOf(jws.payload);
  must(payload, 'invalid_jws', 'payload in base64url of the one spelling');
  const signatures = jws.signatures.map((one) => ({ ...one, header: json(bytesOf(one.protected) ?? []) }));
  must(
    signatures.every(({ header }) => header?.constructor === Object),
    'invalid_jws',
    'a protected header',
  );
  must(!signatures.some(({ header }) => 'crit' in header), 'invalid_jws', 'no crit is defined');
  must(
    !signatures.some(({ header }) => header.alg === 'none' || /^HS/.test(header.alg)),
    'alg_not_allowed',
    'none, or symmetric',
  );
  const own = signatures.filter(({ header }) => header.kid === who.jkt);
  must(own.length > 0, 'key_mismatch', 'no signature with the kid of the token’s key');
  const known = own.find(({ header }) => header.alg === 'ES256' || header.alg === 'Ed25519');
  must(known, 'alg_not_allowed', 'ES256 or Ed25519');
  must(known.header.typ === typ, 'invalid_jws', `typ is ${typ}`);
  must(bytesOf(known.signature)?.length === 64, 'invalid_jws', 'a signature of 64 bytes');
  const flat = { payload: jws.payload, protected: known.protected, signature: known.signature };
  const verified = await importJWK(who.jwk, known.header.alg)
    .then((key) => flattenedVerify(flat, key))
    .catch(() => undefined);
  must(verified, 'invalid_jws', 'signature does not verify');
  const claims = json(payload);
  if (typ === 'family-submission+jws' && /^\d{1,6}\.\d{1,6}$/.test(claims?.ver))
    must(claims.ver.startsWith('1.'), 'unsupported_version', 'this is version 1', { pointer: '/ver' }); // C106: before the rest
  shaped(typ === 'family-submission+jws' ? 'Submission' : 'Intent', claims);
  const now = seconds();
  const all = { iss: who.client, sub: who.sub, aud: b.issuer, ...expected };
  const wrong = Object.keys(all).find((name) => claims[name] !== all[name]);
  must(!wrong, 'invalid_jws', 'not of this person, or for this address', { pointer: `/${wrong}` });
  must(new URL(claims.htu).href === htu, 'invalid_jws', 'not the address posted to', { pointer: '/htu' });
  const span = claims.exp - claims.iat;
  must(span > 0 && span <= 300 && claims.iat <= now + 60 && claims.exp >= now - 60, 'invalid_jws', 'out of its time');
  return claims;
}
