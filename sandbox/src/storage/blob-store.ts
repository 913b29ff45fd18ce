import { type FileHandle, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where evidence is kept: bytes under opaque keys, never in the database. An object store fits behind it, too. */
export interface BlobStore {
  /** Stores `bytes` under `key` all or nothing; once it resolves, they outlive a loss of power. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws Error with `code: 'ENOENT'` when there is nothing under `key`. */
  get(key: string): Promise<Uint8Array>;
  /** Deletes, for good once it resolves, also what an unfinished `put` left; nothing under `key` is fine. */
  delete(key: string): Promise<void>;
}

const KEY = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

/** Files under `directory`, readable by this user only. */
export function fileBlobStore(directory: string): BlobStore {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error('The blob key is malformed.');
    return join(directory, ...key.split('/'));
  };
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      const unfinished = unfinishedOf(path);
      try {
        await using file = await create(unfinished);
        await file.writeFile(bytes);
        await file.sync();
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      await rename(unfinished, path);
      await syncDirectory(dirname(path));
    },
    get: async (key) => new Uint8Array(await readFile(pathOf(key))),
    async delete(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(unfinishedOf(path), { force: true });
      await syncDirectory(dirname(path)).catch(unlessMissing);
      if (key.includes('/')) await rmdir(dirname(path)).catch(unlessInUse);
    },
  };
}

const unfinishedOf = (path: string): string => `${path}.tmp`;

/** Once more where the directory went with its last file at this very moment. */
async function create(path: string): Promise<FileHandle> {
  const attempt = async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, 'w', 0o600);
  };
  return attempt().catch((error) => {
    unlessMissing(error);
    return attempt();
  });
}

/** A new or removed name is on the disk only with its directory. Windows has no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using directory = await open(path);
  await directory.sync();
}

const unless =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
const unlessMissing = unless('ENOENT');
const unlessInUse = unless('ENOENT', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EPERM');
