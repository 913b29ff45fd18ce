import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where evidence is kept: bytes under opaque keys, never in the database. An object store fits behind it, too. */
export interface BlobStore {
  /** Stores `bytes` under `key` all or nothing; the same key twice is harmless. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws Error with `code: 'ENOENT'` when there is nothing under `key`. */
  get(key: string): Promise<Uint8Array>;
  /** Deletes; nothing under `key` is fine. */
  delete(key: string): Promise<void>;
}

const KEY = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

/** Files under `directory`, readable by this user only. */
export function fileBlobStore(directory: string): BlobStore {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error('Not a blob key.');
    return join(directory, ...key.split('/'));
  };
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const unfinished = `${path}.${randomUUID()}.tmp`;
      try {
        await using file = await open(unfinished, 'wx', 0o600);
        await file.writeFile(bytes);
        await file.sync();
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      await rename(unfinished, path);
    },
    get: async (key) => new Uint8Array(await readFile(pathOf(key))),
    delete: (key) => rm(pathOf(key), { force: true }),
  };
}
