/** What is sealed to this backend, signed by a client and signed by this backend: "Cryptography". */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2020.js';
import { compactDecrypt, exportJWK, flattenedVerify, generateKeyPair, importJWK, SignJWT } from 'jose';
import { must } from './problem.mjs';

// Shapes of requests: the schemas of the protocol's OpenAPI document, which a backend of another team takes from the package.
const openapi = createRequire(import.meta.url)('family-auth/protocol/openapi.json');
const formats = { uri: (text) => URL.canParse(text), 'date-time': true, date: true, duration: true };
const ajv = new Ajv({ strict: false, formats });
ajv.addSchema(openapi, 'openapi');
/** The JSON pointer of the first thing in `value` that the schema does not allow; unknown members are passed over (C116). */
export function faultOf(name, value) {
  const validate = ajv.getSchema(`openapi#/components/schemas/${name}`);
  if (validate(value)) return undefined;
  const [{ instancePath, params }] = validate.errors;
  return params.missingProperty ? `${instancePath}/${params.missingProperty}` : instancePath;
}
export function shaped(name, value) {
  const pointer = faultOf(name, value);
  must(pointer === undefined, 'malformed', `not a ${name}`, pointer);
  return value;
}
export const digest = (bytes) => createHash('sha256').update(bytes).digest('base64url');
const seconds = () => Math.floor(Date.now() / 1000);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Whether a document lives no longer than `most` seconds, and now, with 60 s of tolerance. */
const timely = ({ iat, exp }, most) =>
  [iat, exp].every(Number.isInteger) && exp > iat && exp - iat <= most && iat <= seconds() + 60 && exp >= seconds() - 60;
/** JSON of UTF-8 bytes; undefined where it is none. */
export function json(bytes) {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {}
}
/** Bytes of base64url in its one spelling (C100); undefined in any other. */
const bytesOf = (text) => [Buffer.from(text, 'base64url')].find((bytes) => bytes.toString('base64url') === text);
/** A JOSE header, or undefined. */
function headerOf(text) {
  const header = json(Buffer.from(text, 'base64url'));
  return header?.constructor === Object ? header : undefined;
}
export async function makeKeys() {
  const keys = {};
  for (const [use, alg] of Object.entries({ sig: 'ES256', enc: 'ECDH-ES' })) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { crv: 'P-256', extractable: true });
    const kid = `${use}-${seconds().toString(36)}`;
    keys[use] = { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use, alg } };
  }
  return keys;
}
/** A statement; members that are undefined are left out. */
export function sign({ issuer: iss, keys }, typ, claims, lifetime) {
  const iat = seconds();
  const jwt = new SignJWT({ iss, ...claims, iat, exp: lifetime && iat + lifetime });
  return jwt.setProtectedHeader({ alg: 'ES256', typ, kid: keys.sig.kid }).sign(keys.sig.privateKey);
}
/** Header and plaintext of a compact JWE to a key of ours; `pointer` is that of the member that holds it, if one does. */
async function open(keys, text, pointer) {
  const good = (so, detail) => must(so, 'invalid_jwe', detail, pointer);
  const raw = text.split('.').map(bytesOf);
  const header = headerOf(text.split('.')[0]);
  good(header, 'header is no JSON object');
  good(raw.length === 5 && !raw.includes(undefined), 'not a compact JWE in base64url of the one spelling');
  const agreed = header.alg === 'ECDH-ES' && header.enc === 'A256GCM' && header.zip === undefined;
  must(agreed, 'alg_not_allowed', 'ECDH-ES with A256GCM and no zip', pointer); // C46: before anything is decrypted
  good(header.kid === keys.enc.kid, 'unknown kid');
  good(header.apu === undefined && header.apv === undefined, 'no apu, no apv');
  const opened = await compactDecrypt(text, keys.enc.privateKey).catch(() => undefined);
  good(opened, 'does not decrypt');
  return { header, plaintext: opened.plaintext };
}
export async function openSubject({ keys, issuer }, text, jkt) {
  const { header, plaintext } = await open(keys, text, '/subject');
  const { typ, cty, aud } = header;
  const meant = typ === 'fap-subject+jwe' && cty === 'application/json' && aud === issuer && header.jkt === jkt;
  must(meant && timely(header, 600), 'invalid_jwe', 'type, audience, key or time', '/subject');
  return json(plaintext);
}
export async function openPart({ keys }, bytes, app, n) {
  const { header, plaintext } = await open(keys, bytes.toString('latin1'));
  const agreed = faultOf('PartHeader', header) === undefined && header.app === app && header.n === n;
  must(agreed, 'invalid_jwe', 'type, application or place');
  return { role: header.role, cty: header.cty, content: plaintext };
}
/** Claims of what a client signed with the key of its DPoP proof; `expected` must be so beside what must be for everybody. */
export async function openSigned(b, bytes, schema, who, expected) {
  const typ = schema === 'Submission' ? 'family-submission+jws' : 'family-intent+jws';
  const jws = json(bytes);
  const good = (so, detail) => must(so, 'invalid_jws', detail);
  good(faultOf('GeneralJws', jws ?? {}) === undefined, 'not a JWS in General JSON Serialization');
  const signatures = jws.signatures.map((one) => ({ ...one, header: headerOf(one.protected) }));
  good(!signatures.some(({ header }) => header === undefined), 'a protected header cannot be read');
  const known = signatures.filter(({ header }) => header.alg === 'ES256' || header.alg === 'Ed25519');
  must(known.length > 0, 'alg_not_allowed', 'ES256 or Ed25519');
  const own = known.find(({ header }) => header.kid === who.jkt);
  must(own, 'key_mismatch', 'no signature with the kid of the token’s key');
  const { header, protected: head, signature } = own;
  good(header.typ === typ, `typ is ${typ}`);
  good(header.crit === undefined, 'no crit is defined');
  good([jws.payload, head, signature].every(bytesOf), 'base64url has one spelling');
  const flat = { payload: jws.payload, protected: head, signature };
  const key = await importJWK(who.jwk, header.alg).catch(() => undefined);
  good(key && (await flattenedVerify(flat, key).catch(() => undefined)), 'the signature does not verify');
  const claims = json(bytesOf(jws.payload));
  good(claims !== undefined, 'the payload is not JSON');
  const foreign = schema === 'Submission' && typeof claims?.ver === 'string' && /^(?!1\.)\d{1,6}\.\d{1,6}$/.test(claims.ver);
  must(!foreign, 'unsupported_version', 'this is version 1', '/ver'); // C106: before any other claim is read
  shaped(schema, claims);
  const all = { iss: who.client, sub: who.sub, aud: b.issuer, htu: who.htu, ...expected };
  const wrong = Object.keys(all).find((name) => claims[name] !== all[name]);
  must(wrong === undefined, 'invalid_jws', 'not by this person, for this or at this address', `/${wrong}`);
  good(timely(claims, 300), 'out of its time');
  return claims;
}
