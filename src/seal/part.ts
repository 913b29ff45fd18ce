import { type Bytes, utf8 } from '../base/bytes.ts';
import {
  type EvidencePart,
  PART_TYP,
  type PartHeader,
  PartHeaderSchema,
  type PartRole,
} from '../protocol/submission.ts';
import { digest } from './digest.ts';
import { decryptCompact, encryptCompact } from './jwe.ts';
import type { KeyLookup, PublicJwk } from './keys.ts';
import { SealError } from './seal-error.ts';

/** What is uploaded: the fields of the client's `SealedPart`. */
export interface SealedPartBytes {
  readonly n: number;
  /** ASCII of the compact JWE. */
  readonly bytes: Bytes;
  /** Base64url SHA-256 over `bytes`. */
  readonly sha256: string;
}

/**
 * Encrypts one part of the evidence (ECDH-ES with A256GCM), bound to its application and place.
 *
 * @param content the JPEG or the trace.
 * @param place `recipient`: an encryption key of the backend; `app`: the application's id; `n`: the part's index, from 0;
 *   `cty`: the content's media type, e.g. `image/jpeg`.
 * @returns the bytes to upload, and the entry that the manifest's `parts` must hold for them.
 * @example
 * ```ts
 * import { sealPart } from 'family-auth/client';
 *
 * const recipient = await client.encryptionKey();
 * const place = { recipient, app: application.id, n: 0, role: 'id_document', cty: 'image/jpeg' } as const;
 * const { sealed, part } = await sealPart(photo, place);
 * await client.uploadParts(application.id, [sealed]);
 * part.sha256 === sealed.sha256; // → true
 * ```
 */
export async function sealPart(
  content: Uint8Array,
  place: {
    readonly recipient: PublicJwk;
    readonly app: string;
    readonly n: number;
    readonly role: PartRole;
    readonly cty: string;
  },
): Promise<{ readonly sealed: SealedPartBytes; readonly part: EvidencePart }> {
  const { recipient, app, n, role, cty } = place;
  const bytes = utf8(await encryptCompact(content, recipient, { typ: PART_TYP, cty, app, n, role }));
  const sha256 = await digest(bytes);
  return { sealed: { n, bytes, sha256 }, part: { n, role, sha256, size: bytes.length, cty } };
}

/**
 * Opens one uploaded part at the backend.
 *
 * @param bytes the body as received: ASCII of a compact JWE.
 * @throws SealError `invalid_jwe` (does not decrypt, or belongs to another application or place) or `alg_not_allowed`.
 * @example
 * ```ts
 * import { openPart } from 'family-auth/verify';
 *
 * const privateKeys = new Map<string, CryptoKey>();
 * const pictureOf = async (body: Uint8Array, app: string, n: number) => {
 *   const { header, content } = await openPart(body, { keys: async (kid) => privateKeys.get(kid), app, n });
 *   return { role: header.role, content };
 * };
 * ```
 */
export async function openPart(
  bytes: Uint8Array,
  expected: { readonly keys: KeyLookup; readonly app: string; readonly n: number },
): Promise<{ readonly header: PartHeader; readonly content: Uint8Array }> {
  const { header, plaintext } = await decryptCompact(
    new TextDecoder('latin1').decode(bytes),
    PART_TYP,
    expected.keys,
  );
  const parsed = PartHeaderSchema.safeParse(header);
  if (!parsed.success)
    throw new SealError('invalid_jwe', 'The header of the part does not match its schema.');
  if (parsed.data.app !== expected.app || parsed.data.n !== expected.n) {
    throw new SealError(
      'invalid_jwe',
      'app and n in the header of the part do not match the endpoint it was put to.',
    );
  }
  return { header: parsed.data, content: plaintext };
}
