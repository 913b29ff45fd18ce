import { type Bytes, concatBytes, sha256, uint64, utf8 } from '../base/bytes.ts';

/** What ties a chain to one challenge, one application and one device. */
export interface ChainSeed {
  /** The challenge's nonce, 32 bytes. */
  readonly nonce: Bytes;
  readonly applicationId: string;
  /** JWK thumbprint (RFC 7638) of the device key, base64url. */
  readonly jkt: string;
}

export interface ChainLink {
  readonly jpeg: Uint8Array;
  /** Trace bytes after those of the link before (of the first: from the header), up to the key frame's record. */
  readonly traceSegment: Uint8Array;
  readonly timestampMs: number;
  readonly step: number;
}

/** `h_0 = SHA-256(nonce || application id || jkt)`, the two strings as UTF-8. */
export const startChain = ({ nonce, applicationId, jkt }: ChainSeed): Promise<Bytes> =>
  sha256(concatBytes(nonce, utf8(applicationId), utf8(jkt)));

/** `h_k = SHA-256(h_{k-1} || SHA-256(jpeg_k) || SHA-256(trace segment) || u64(t_k ms) || u8(step))`, big endian. */
export async function extendChain(head: Bytes, link: ChainLink): Promise<Bytes> {
  const [jpeg, segment] = await Promise.all([sha256(link.jpeg), sha256(link.traceSegment)]);
  return sha256(concatBytes(head, jpeg, segment, uint64(link.timestampMs), new Uint8Array([link.step])));
}
