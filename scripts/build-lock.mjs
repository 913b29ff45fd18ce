import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const lock = fileURLToPath(new URL('../node_modules/.cache/family-auth/build.lock', import.meta.url));
const longestWaitMs = 300_000;

/** Runs `task` while no other process of this checkout builds. Waits five minutes at most, then throws. */
export async function withBuildLock(task) {
  await takeLock();
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await task();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  const giveUpMs = Date.now() + longestWaitMs;
  for (let said = false; Date.now() < giveUpMs; said = true) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(lock);
    if (owner !== undefined && !isAlive(owner)) rmSync(lock, { force: true });
    else if (!said) console.log(`build: waiting for another build (process ${owner ?? 'unknown'})`);
    await sleep(200);
  }
  throw new Error(`another build has not ended in five minutes; if none runs, remove ${join(lock)}`);
}

function ownerOf(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
