import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { twoFreePorts } from '../../../sandbox/test/support/two-free-ports.ts';

const child = fileURLToPath(new URL('sandbox-child.mjs', import.meta.url));

/** A sandbox whose data outlives its process. `restart` ends it and starts it again on the same data and ports. */
export async function startRestartableSandbox(options) {
  const dataDir = mkdtempSync(join(tmpdir(), 'family-auth-faults-'));
  const portalPort = await twoFreePorts();
  let process;
  const start = async () => {
    process = fork(child, [JSON.stringify({ ...options, dataDir, portalPort })]);
    return answer(process, 'started');
  };
  const end = async (how) => {
    const ended = once(process, 'exit');
    if (how === 'kill') process.kill('SIGKILL');
    else process.send('close');
    await ended;
  };
  let started = await start();
  return {
    ...started,
    /** Drawn anew at each start. */
    get demoStaff() {
      return started.demoStaff;
    },
    async restart({ how = 'close' } = {}) {
      await end(how);
      started = await start();
    },
    inspect() {
      process.send('inspect');
      return answer(process, 'inspected');
    },
    async close() {
      if (process.exitCode === null && process.signalCode === null) await end('close');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function answer(process, name) {
  return new Promise((resolve, reject) => {
    const onExit = (code) => reject(new Error(`the sandbox ended with ${code}`));
    process.once('exit', onExit);
    const onMessage = (message) => {
      if (!(name in message)) return;
      process.off('message', onMessage);
      process.off('exit', onExit);
      resolve(message[name]);
    };
    process.on('message', onMessage);
  });
}
