import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { StartError } from '../errors/errors.ts';

/** The directory one sandbox keeps its things in, held by this process alone until it is released. */
export interface DataDirectory {
  /** The embedded database's directory, or `undefined` for one in memory. */
  readonly database: string | undefined;
  readonly blobs: string;
  readonly secrets: string;
  /** What the newest checkpoint of the audit log is noted in. */
  readonly auditAnchor: string;
  /** Where a certificate is kept that was made on this computer. */
  readonly tls: string;
  release(): Promise<void>;
}

/** Lock files older than this belong to a process that died, milliseconds. */
const STALE_MS = 10_000;
/** All that a reset deletes; anything else in the directory is not ours. */
const OURS = ['database', 'blobs', 'secrets.json', 'audit-checkpoint.json', 'tls'];

/**
 * Opens `directory` for this process alone. PGlite itself would not refuse a second process, and two would ruin it.
 *
 * @throws StartError when another process holds it, or it cannot be written.
 */
export async function openDataDirectory(directory: string, reset: boolean): Promise<DataDirectory> {
  if (directory === 'memory') return temporaryDirectory();
  const path = resolve(directory);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw new StartError(`The data directory ${path} cannot be created: ${codeOf(cause)}.`, { cause });
  });
  const pidFile = join(path, 'sandbox.pid');
  const unlock = await acquire(path, pidFile);
  await writeFile(pidFile, String(process.pid));
  if (reset) await Promise.all(OURS.map((name) => rm(join(path, name), { recursive: true, force: true })));
  return {
    ...placesIn(path),
    release: async () => {
      await rm(pidFile, { force: true });
      await unlock();
    },
  };
}

const secretsIn = (path: string) => join(path, 'secrets.json');

/** Names a file for the keys outside of the data directory: whoever has only one of the two can open nothing. */
export const SECRETS_FILE_VARIABLE = 'FAMILY_AUTH_SECRETS_FILE';

/** Where everything of a data directory lies. */
export const placesIn = (path: string) => ({
  database: join(path, 'database'),
  blobs: join(path, 'blobs'),
  secrets: resolve(process.env[SECRETS_FILE_VARIABLE] || secretsIn(path)),
  auditAnchor: join(path, 'audit-checkpoint.json'),
  tls: join(path, 'tls'),
});

async function temporaryDirectory(): Promise<DataDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'family-auth-sandbox-'));
  return {
    ...placesIn(path),
    secrets: secretsIn(path),
    database: undefined,
    release: () => rm(path, { recursive: true, force: true }),
  };
}

/** Takes the lock; where the former holder died without releasing it, waits until the lock has gone stale. */
async function acquire(path: string, pidFile: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + STALE_MS + 5_000;
  for (;;) {
    try {
      return await lock(path, {
        lockfilePath: join(path, 'sandbox.lock'),
        stale: STALE_MS,
        update: STALE_MS / 4,
        // A suspended laptop lets the lock go stale; what that means is decided at the next start, not by a crash.
        onCompromised: (error) => console.error(`The lock on ${path} was lost: ${error.message}`),
      });
    } catch (cause) {
      if (codeOf(cause) !== 'ELOCKED') {
        throw new StartError(`The data directory ${path} cannot be used: ${codeOf(cause)}.`, { cause });
      }
      if ((await holderLives(pidFile)) || Date.now() > deadline) {
        throw new StartError(
          `The data directory ${path} is in use by another sandbox. Stop it, or choose another with --data-dir.`,
          { cause },
        );
      }
      await sleep(500);
    }
  }
}

async function holderLives(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => Number.NaN));
  if (!Number.isInteger(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException)?.code ?? String(error);
