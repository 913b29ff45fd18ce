/**
 * The `Content-Digest` field (RFC 9530) of bytes whose digest is known already.
 *
 * @param sha256 base64url SHA-256, as in the manifest.
 */
export function contentDigest(sha256: string): string {
  return `sha-256=:${sha256.replaceAll('-', '+').replaceAll('_', '/')}=:`;
}

/** The digest a `Content-Digest` field names, as base64url, or `undefined` if it names no SHA-256. */
export function readContentDigest(field: string): string | undefined {
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43})=:/.exec(field)?.[1];
  return base64?.replaceAll('+', '-').replaceAll('/', '_');
}
