import { spawn, spawnSync } from 'node:child_process';

/** A clip cannot be used; the message is a plain sentence. */
export class ClipError extends Error {}

export const NO_FFMPEG =
  'ffmpeg was not found; it decodes the clip. Install it (on Debian, as root: apt-get install ffmpeg)';

export const hasFfmpeg = () => spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;

/** How long ffmpeg may work on one clip. */
const LIMIT_MS = 180_000;

/**
 * Starts ffmpeg; its stdout is a stream of the caller's, `done` resolves when it ended well.
 *
 * @param {string[]} args
 */
export function runFfmpeg(args) {
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  const done = new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(error.code === 'ENOENT' ? new ClipError(NO_FFMPEG) : new ClipError(error.message)),
    );
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new ClipError(`ffmpeg cannot read the clip: ${said.trim().split('\n').at(-1) ?? code}`));
    });
  }).finally(() => clearTimeout(timer));
  done.catch(() => {}); // whoever waits for it is told; nobody may be waiting yet
  return { stdout: child.stdout, done, stop: () => child.kill('SIGKILL') };
}
