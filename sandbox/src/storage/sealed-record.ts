import { utf8 } from '@family-auth/library/base/bytes.ts';
import { decryptCompact, encryptCompact } from '@family-auth/library/seal/jwe.ts';
import { chooseEncryptionKey } from '@family-auth/library/seal/keys.ts';
import type { BackendKeys } from './backend-keys.ts';

/** What is sealed; one kind's record never opens as another's. */
type Kind = 'card-subject' | 'notification';

/** Encrypts something personal to this backend's own key: the database alone does not tell it. */
export async function sealRecord(keys: BackendKeys, kind: Kind, value: unknown): Promise<string> {
  const recipient = chooseEncryptionKey(keys.publicJwks, Date.now());
  if (recipient === undefined) throw new Error('There is no encryption key of our own.');
  return encryptCompact(utf8(JSON.stringify(value)), recipient, { typ: `${kind}+jwe` });
}

/** @throws SealError when it does not open: the key is gone, or it is a record of another kind. */
export async function openRecord<Value>(keys: BackendKeys, kind: Kind, sealed: string): Promise<Value> {
  const { plaintext } = await decryptCompact(sealed, `${kind}+jwe`, keys.decryption);
  return JSON.parse(new TextDecoder().decode(plaintext)) as Value;
}
