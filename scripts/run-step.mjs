import { spawn } from 'node:child_process';

/**
 * Runs a program to its end with its output on the terminal, and says every ten seconds that it still runs.
 * `deadlineMs` (default 15 minutes) ends a program that hangs. Answers the exit code, 127 when there is no such program.
 */
export function runStep(label, program, args, { deadlineMs = 900_000, environment = {} } = {}) {
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1000);
  console.log(`setup: ${label} …`);
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  const heartbeat = setInterval(() => console.log(`setup: … still at it, ${seconds()} s`), 10_000);
  const deadline = setTimeout(() => {
    console.error(`setup: not done after ${seconds()} s, giving up`);
    child.kill('SIGKILL');
  }, deadlineMs);
  return new Promise((resolve) => {
    const end = (code) => {
      clearInterval(heartbeat);
      clearTimeout(deadline);
      if (code === 0) console.log(`setup: done in ${seconds()} s`);
      resolve(code);
    };
    child.on('error', () => end(127));
    child.on('close', (code) => end(code ?? 1));
  });
}
