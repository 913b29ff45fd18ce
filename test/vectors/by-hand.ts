import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  verify,
} from 'node:crypto';

// A second reading of the protocol's bytes: nothing of src/ and no JOSE library, only Node's crypto, which is OpenSSL.

export interface Jwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
  readonly d?: string;
  readonly kid?: string;
}

const bytesOf = (base64Url: string): Buffer => Buffer.from(base64Url, 'base64url');
const jsonOf = (base64Url: string) => JSON.parse(bytesOf(base64Url).toString('utf8'));
const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const digest = (bytes: string | Uint8Array): string => sha256(bytes).toString('base64url');

/** RFC 7638: the required members in the order of their names. */
export const thumbprint = ({ kty, crv, x, y }: Jwk): string =>
  digest(JSON.stringify(kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x }));

const uint32 = (value: number): Buffer =>
  Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

/** A compact JWE by ECDH-ES and A256GCM (RFC 7516, RFC 7518 section 4.6). */
export function openJwe(jwe: string, { kty, crv, x, y, d }: Jwk) {
  const [first, encryptedKey, iv, ciphertext, tag] = jwe.split('.') as [
    string,
    string,
    string,
    string,
    string,
  ];
  const header = jsonOf(first);
  const own = createPrivateKey({ key: { kty, crv, x, d, ...(y && { y }) } as never, format: 'jwk' });
  const theirs = createPublicKey({ key: header.epk, format: 'jwk' });
  const sharedSecret = diffieHellman({ privateKey: own, publicKey: theirs });
  const otherInfo = Buffer.concat([uint32(7), Buffer.from(header.enc), uint32(0), uint32(0), uint32(256)]);
  const contentKey = sha256(uint32(1), sharedSecret, otherInfo);
  const decipher = createDecipheriv('aes-256-gcm', contentKey, bytesOf(iv));
  decipher.setAAD(Buffer.from(first, 'ascii'));
  decipher.setAuthTag(bytesOf(tag));
  const plaintext = Buffer.concat([decipher.update(bytesOf(ciphertext)), decipher.final()]);
  return { header, encryptedKey, sharedSecret, otherInfo, contentKey, plaintext };
}

/** Whether a JWS signature is good: R ‖ S for ES256 (RFC 7518 section 3.4). */
export function isSignedBy(signingInput: string, signature: string, { kty, crv, x, y }: Jwk): boolean {
  const key = createPublicKey({ key: { kty, crv, x, ...(y && { y }) } as never, format: 'jwk' });
  const input = Buffer.from(signingInput, 'ascii');
  if (crv === 'Ed25519') return verify(null, input, key, bytesOf(signature));
  return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytesOf(signature));
}

/** Header and claims of a compact JWT, or of the first signature of a JWS in General JSON. */
export function partsOf(text: string): {
  signingInput: string;
  signature: string;
  header: unknown;
  claims: unknown;
} {
  const { payload, signatures } = text.startsWith('{') ? JSON.parse(text) : compact(text);
  const [{ protected: first, signature }] = signatures;
  return { signingInput: `${first}.${payload}`, signature, header: jsonOf(first), claims: jsonOf(payload) };
}

function compact(jwt: string) {
  const [first, payload, signature] = jwt.split('.');
  return { payload, signatures: [{ protected: first, signature }] };
}

interface OfEyes {
  readonly left: number;
  readonly right: number;
}

interface ReadRecord {
  readonly kind: string;
  readonly timestampMs: number;
  readonly step?: number;
  readonly light?: { mean: number; left: number; right: number };
  readonly lids?: (OfEyes & { learned?: OfEyes }) | null;
  readonly points?: number[];
  readonly mouth?: number[] | null;
}

/** The records of a trace, and where each ends, by docs/protocol/trace.md. */
export function readTrace(bytes: Buffer): {
  width: number;
  height: number;
  records: ReadRecord[];
  ends: number[];
} {
  let at = 0;
  const byte = () => bytes.readUInt8(at++);
  const varint = () => {
    for (let [value, weight] = [0, 1]; ; weight *= 128) {
      const next = byte();
      value += (next % 128) * weight;
      if (next < 128) return value;
    }
  };
  const signed = () => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const eyes = (): OfEyes => ({ left: varint(), right: varint() });
  at = 6;
  const [width, height] = [byte() * 256 + byte(), byte() * 256 + byte()];
  const records: ReadRecord[] = [];
  const ends: number[] = [];
  let timestampMs = 0;
  let points = new Array<number>(53 * 3).fill(0);
  let lastMouth = new Array<number>(5 * 3).fill(0);
  while (at < bytes.length) {
    const kind = ['none', 'many', 'face', 'reveal'][byte()]!;
    timestampMs += varint();
    if (kind === 'reveal') records.push({ kind, timestampMs, step: byte() });
    else if (kind === 'face') {
      const light = { mean: byte(), left: byte(), right: byte() };
      const measured = byte();
      const lids = measured === 0 ? null : { ...eyes(), ...(measured === 2 && { learned: eyes() }) };
      points = points.map((before) => before + signed());
      const mouth = byte() === 0 ? null : lastMouth.map((before) => before + signed());
      lastMouth = mouth ?? lastMouth;
      records.push({ kind, timestampMs, light, lids, points, mouth });
    } else records.push({ kind, timestampMs });
    ends.push(at);
  }
  return { width, height, records, ends };
}

interface ChainedFrame {
  readonly step: number;
  readonly timestampMs: number;
  readonly jpegBase64Url: string;
}

/** The heads after each key frame. */
export function chainHeads(
  seed: { readonly nonce: string; readonly applicationId: string; readonly jkt: string },
  trace: Buffer,
  keyFrames: readonly ChainedFrame[],
): { start: string; heads: string[] } {
  const { records, ends } = readTrace(trace);
  let head = sha256(bytesOf(seed.nonce), seed.applicationId, seed.jkt);
  const start = head.toString('base64url');
  let chained = 0;
  const heads = keyFrames.map(({ step, timestampMs, jpegBase64Url }) => {
    const end =
      ends[records.findIndex((each) => each.kind !== 'reveal' && each.timestampMs === timestampMs)]!;
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(timestampMs));
    const picture = sha256(bytesOf(jpegBase64Url));
    head = sha256(head, picture, sha256(trace.subarray(chained, end)), time, Buffer.from([step]));
    chained = end;
    return head.toString('base64url');
  });
  return { start, heads };
}
