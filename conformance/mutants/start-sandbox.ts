import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Mutant, ROOT } from './mutant.ts';

const START_DEADLINE_MS = 120_000;
const LOOK_EVERY_MS = 200;
/** Of what a sandbox said, this much is repeated where it does not start, characters. */
const SAID_MAX = 2_000;

export interface RunningSandbox {
  /** The issuer. */
  readonly backend: string;
  close(): Promise<void>;
}

/**
 * Starts a sandbox of its own process, with a database in memory and the test tenant.
 *
 * @param mutant what it breaks; without one it is as it should be.
 * @param port the portal's; the backend's is the next.
 * @throws Error where it does not start.
 */
export async function startSandbox(mutant: Mutant | undefined, port: number): Promise<RunningSandbox> {
  const broken = mutant === undefined ? [] : ['--break', mutant.id];
  const words = ['--port', String(port), '--data-dir', 'memory', '--test-tenant', ...broken];
  const child = spawn(process.execPath, [join(ROOT, 'conformance/mutants/sandbox.ts'), ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-SAID_MAX);
    });
  const ended = once(child, 'exit');
  // It does not outlive this process.
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  void ended.then(() => process.off('exit', end));
  const close = async () => {
    child.kill('SIGTERM');
    const isStuck = await Promise.race([ended.then(() => false), pause(10_000, true, { ref: false })]);
    if (isStuck) child.kill('SIGKILL');
    await ended;
  };
  const deadlineMs = performance.now() + START_DEADLINE_MS;
  while (!(await listens(port + 1))) {
    if (child.exitCode !== null || performance.now() > deadlineMs) {
      await close();
      throw new Error(`The sandbox ${broken.join(' ')} did not start:\n${said}`);
    }
    await pause(LOOK_EVERY_MS);
  }
  return { backend: `http://127.0.0.1:${port + 1}`, close };
}

/** Whether somebody takes connections there. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/** The first of two ports side by side that nobody listens at, from `from` on. */
export async function freePorts(from: number): Promise<number> {
  for (let port = from; ; port += 2) if (!(await listens(port)) && !(await listens(port + 1))) return port;
}
