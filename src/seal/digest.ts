import { base64url } from 'jose';
import { sha256 } from '../base/bytes.ts';

/** SHA-256 as base64url without padding, the form of every digest in this protocol. */
export async function digest(bytes: Uint8Array): Promise<string> {
  return base64url.encode(await sha256(bytes));
}
