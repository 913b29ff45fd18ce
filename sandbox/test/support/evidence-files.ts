import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Sandbox } from '../../src/server/start-sandbox.ts';

/** How long the sweeper is waited for, milliseconds by a clock that no test sets. It comes each second. */
const PATIENCE_MS = 20_000;

/** The files of an application's evidence at this moment. */
export const filesOf = (dataDir: string, applicationId: string): Promise<string[]> =>
  readdir(join(dataDir, 'blobs', applicationId)).catch(() => []);

/** The same once the sweeper has deleted them all; what is left where it does not. */
export async function filesLeft(dataDir: string, applicationId: string): Promise<string[]> {
  const startedMs = performance.now();
  for (;;) {
    const files = await filesOf(dataDir, applicationId);
    if (files.length === 0 || performance.now() - startedMs > PATIENCE_MS) return files;
    await pause(20);
  }
}

/** Waits until nothing of an application waits for the sweeper. */
export async function swept({ tablesHolding }: Sandbox, applicationId: string): Promise<void> {
  const startedMs = performance.now();
  while ((await tablesHolding(applicationId)).includes('evidence_deletions')) {
    if (performance.now() - startedMs > PATIENCE_MS) throw new Error('The sweeper never came.');
    await pause(50);
  }
}
