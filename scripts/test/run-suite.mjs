import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endGroup } from '../end-group.mjs';

/** Each test file is a process of its own, and most of them load the same sources. */
const COMPILE_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/family-auth/compiled', import.meta.url),
);

/**
 * Runs one suite as a process with its output on the terminal and answers its `{passed, failed, skipped, left}`: what the
 * suite wrote to the count file, or one test that passed or failed by the exit code where it counts nothing.
 * A suite that ends badly without a failed test counts as one failure, and so does one that exceeds `deadlineMs`.
 */
export async function runSuite(name, args, { deadlineMs = 1_800_000, countFile, quick = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-test-'));
  const file = join(folder, 'count.json');
  console.log(`\n── ${name}`);
  try {
    const code = await run(args(file), {
      deadlineMs,
      environment: { TEST_COUNT_FILE: file, FAMILY_AUTH_TESTS: quick ? 'quick' : 'all' },
    });
    const count = countFile ? readCount(file) : { passed: Number(code === 0), failed: Number(code !== 0) };
    if (code !== 0 && !count.failed) count.failed = 1;
    return { passed: 0, skipped: 0, left: 0, ...count, failed: count.failed ?? 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCount(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { failed: 1 };
  }
}

function run(args, { deadlineMs, environment }) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...environment },
    detached: process.platform !== 'win32',
  });
  const end = () => endGroup(child);
  process.once('exit', end);
  const deadline = setTimeout(() => {
    console.error(`test: not done after ${deadlineMs / 1000} s, ended`);
    end();
  }, deadlineMs);
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    clearTimeout(deadline);
    process.off('exit', end);
    end();
  });
}
