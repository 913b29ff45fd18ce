import { type KeyValueStore, memoryStore } from '../base/key-value-store.ts';
import type { Tokens } from './tokens.ts';

/** What outlives a reload. The access token is not among it. */
export interface StoredLogin extends Pick<Tokens, 'sub' | 'authTime'> {
  readonly refreshToken: string;
}

/** Where the device key and the refresh token of one client at one provider are kept. */
export interface Vault {
  /** Unique to this client at this provider; names the lock around the refresh token. */
  readonly name: string;
  /** Whether key and tokens outlive the page. */
  persistent(): Promise<boolean>;
  /** The ES256 key that proves possession; made on first use, its private half cannot be exported. */
  keyPair(): Promise<CryptoKeyPair>;
  read(): Promise<StoredLogin | undefined>;
  write(login: StoredLogin): Promise<void>;
  /** Forgets the tokens, keeps the key: the person is asked to log in again. */
  dropTokens(): Promise<void>;
  /** Forgets tokens and key, and remembers only that somebody logged out here. */
  clear(): Promise<void>;
  /** Notes that somebody else logged in at the provider from here. The log-in that is kept here stays. */
  guestWasHere(): Promise<void>;
  /** Forgets that again, after a log-in of one's own. */
  clearGuestMarker(): Promise<void>;
  /**
   * Whether the next log-in must not ride on the provider's cookie: the last one to use this vault logged out, or the
   * cookie is a guest's.
   */
  mustAsk(): Promise<boolean>;
}

/** ECDSA with P-256 and SHA-256 (RFC 7518 section 3.4). */
const ES256 = { name: 'ECDSA', namedCurve: 'P-256' };

export function openVault(store: KeyValueStore, issuer: string, clientId: string): Vault {
  const name = `${clientId}@${issuer}`;
  const [keyName, tokensName, logoutName] = [`key:${name}`, `tokens:${name}`, `logged-out:${name}`];
  const guestName = `guest:${name}`;
  let place = store;
  let loading: Promise<CryptoKeyPair> | undefined;
  const load = async () => {
    const stored = await place.get<CryptoKeyPair>(keyName);
    if (stored !== undefined) return stored;
    const made = await crypto.subtle.generateKey(ES256, false, ['sign', 'verify']);
    await place.set(keyName, made).catch(() => {
      // Some private windows keep text but no keys: then nothing is kept, as a token without its key is of no use.
      place = memoryStore();
      return place.set(keyName, made);
    });
    return made;
  };
  return {
    name,
    async persistent() {
      await this.keyPair();
      return place.persistent;
    },
    keyPair() {
      // Asked of the store each time: another tab may have logged out, and the key with it.
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    read: () => place.get<StoredLogin>(tokensName),
    async write(login) {
      await place.delete(logoutName);
      await place.set(tokensName, login);
    },
    dropTokens: () => place.delete(tokensName),
    async clear() {
      await place.delete(tokensName);
      await place.delete(keyName);
      await place.set(logoutName, true);
    },
    guestWasHere: () => place.set(guestName, true),
    clearGuestMarker: () => place.delete(guestName),
    mustAsk: async () =>
      (await place.get<boolean>(logoutName)) === true || (await place.get<boolean>(guestName)) === true,
  };
}
