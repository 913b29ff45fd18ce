const encoder = new TextEncoder();

/**
 * A byte array over a plain `ArrayBuffer`, as WebCrypto wants it. `Uint8Array<ArrayBuffer>`, said so that compilers before
 * TypeScript 5.7, whose `Uint8Array` has no parameter, can read our declarations.
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>;

export const utf8 = (text: string): Bytes => encoder.encode(text);

export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** SHA-256 (FIPS 180-4) by the platform's own WebCrypto. */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Bytes));
}

/** Big-endian unsigned 64-bit integer. */
export function uint64(value: number | bigint): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
