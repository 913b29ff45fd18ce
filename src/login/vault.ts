import { generateKeyPair } from 'oauth4webapi';
import type { KeyValueStore } from '../base/key-value-store.ts';
import type { Tokens } from './tokens.ts';

/** What outlives a reload. The access token is not among it. */
export interface StoredLogin extends Pick<Tokens, 'sub' | 'authTime'> {
  readonly refreshToken: string;
}

/** Where the device key and the refresh token of one client at one provider are kept. */
export interface Vault {
  /** Unique to this client at this provider; names the lock around the refresh token. */
  readonly name: string;
  /** The ES256 key that proves possession; made on first use, its private half cannot be exported. */
  keyPair(): Promise<CryptoKeyPair>;
  read(): Promise<StoredLogin | undefined>;
  write(login: StoredLogin): Promise<void>;
  /** Forgets the tokens, keeps the key: the person is asked to log in again. */
  dropTokens(): Promise<void>;
  /** Forgets tokens and key, and remembers only that somebody logged out here. */
  clear(): Promise<void>;
  /** Whether the last one to use this vault logged out: the next log-in must not ride on the provider's cookie. */
  wasLoggedOut(): Promise<boolean>;
}

export function openVault(store: KeyValueStore, issuer: string, clientId: string): Vault {
  const name = `${clientId}@${issuer}`;
  const [keyName, tokensName, logoutName] = [`key:${name}`, `tokens:${name}`, `logged-out:${name}`];
  let pair: Promise<CryptoKeyPair> | undefined;
  const load = async () => {
    const stored = await store.get<CryptoKeyPair>(keyName);
    if (stored !== undefined) return stored;
    const made = await generateKeyPair('ES256', { extractable: false });
    await store.set(keyName, made);
    return made;
  };
  return {
    name,
    keyPair() {
      pair ??= load();
      pair.catch(() => {
        pair = undefined;
      });
      return pair;
    },
    read: () => store.get<StoredLogin>(tokensName),
    async write(login) {
      await store.delete(logoutName);
      await store.set(tokensName, login);
    },
    dropTokens: () => store.delete(tokensName),
    async clear() {
      pair = undefined;
      await store.delete(tokensName);
      await store.delete(keyName);
      await store.set(logoutName, true);
    },
    wasLoggedOut: async () => (await store.get<boolean>(logoutName)) === true,
  };
}
