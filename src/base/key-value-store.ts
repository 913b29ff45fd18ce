import { createStore, del, get, set } from 'idb-keyval';

/** A small asynchronous store; holds keys and tokens, never biometric or identity data. */
export interface KeyValueStore {
  get<Value>(key: string): Promise<Value | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Whether entries outlive the page. */
  readonly persistent: boolean;
}

/** Forgets everything with the page; for Node, and for browsers that refuse storage in frames. */
export function memoryStore(): KeyValueStore {
  const entries = new Map<string, unknown>();
  return {
    persistent: false,
    get: async <Value>(key: string) => entries.get(key) as Value | undefined,
    set: async (key, value) => void entries.set(key, value),
    delete: async (key) => void entries.delete(key),
  };
}

/** An IndexedDB store, or a memory store where IndexedDB is absent or denied (a framed page with storage blocked). */
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
