import { createStore, del, get, set } from 'idb-keyval';

/**
 * A small asynchronous store for a log-in's keys and tokens; never holds biometric or identity data. Values are structured clones
 * (a `CryptoKey` that cannot be exported among them).
 *
 * @example
 * ```ts
 * import type { KeyValueStore } from 'family-auth/client';
 *
 * // A store of a program's own; this one forgets everything with it.
 * const entries = new Map<string, unknown>();
 * const store: KeyValueStore = {
 *   persistent: false,
 *   get: async <Value>(key: string) => entries.get(key) as Value | undefined,
 *   set: async (key, value) => void entries.set(key, value),
 *   delete: async (key) => void entries.delete(key),
 * };
 * await store.get('nothing'); // → undefined
 * ```
 */
export interface KeyValueStore {
  /** The value of `key`, or `undefined`. */
  get<Value>(key: string): Promise<Value | undefined>;
  /** Puts `value` in the place of what is there. */
  set(key: string, value: unknown): Promise<void>;
  /** Forgets `key`; no fault where it is not there. */
  delete(key: string): Promise<void>;
  /** Whether entries outlive the page. */
  readonly persistent: boolean;
}

/**
 * A store that forgets everything with the page or the program; for Node, and for browsers that refuse storage in frames.
 *
 * @example
 * ```ts
 * import { memoryStore } from 'family-auth/client';
 *
 * const store = memoryStore();
 * await store.set('key', 1);
 * await store.get('key'); // → 1
 * store.persistent; // → false
 * ```
 */
export function memoryStore(): KeyValueStore {
  const entries = new Map<string, unknown>();
  return {
    persistent: false,
    get: async <Value>(key: string) => entries.get(key) as Value | undefined,
    set: async (key, value) => void entries.set(key, value),
    delete: async (key) => void entries.delete(key),
  };
}

/**
 * An IndexedDB store, or a memory store where IndexedDB is absent or denied (a framed page with storage blocked). Never rejects.
 *
 * @param databaseName name of the database; pages of one origin that use the same name share a log-in.
 * @example
 * ```ts
 * import { openKeyValueStore } from 'family-auth/client';
 *
 * const store = await openKeyValueStore('my-portal');
 * store.persistent; // → false
 * ```
 */
export async function openKeyValueStore(databaseName: string): Promise<KeyValueStore> {
  if (typeof indexedDB === 'undefined') return memoryStore();
  try {
    const store = createStore(databaseName, 'entries');
    await get('probe', store);
    return {
      persistent: true,
      get: <Value>(key: string) => get<Value>(key, store),
      set: (key, value) => set(key, value, store),
      delete: (key) => del(key, store),
    };
  } catch {
    return memoryStore();
  }
}
