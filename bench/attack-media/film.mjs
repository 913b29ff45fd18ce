import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from 'signal-exit';

export const SIZE = { width: 640, height: 480 };
export const FPS = 30;
const BYTES = SIZE.width * SIZE.height * 3;

/** A clip decoded to raw RGB in a scratch folder: `at(seconds)` gives a frame; `close`, or this process's end, deletes it. */
export function openVideo(video) {
  const scratch = mkdtempSync(join(tmpdir(), 'attack-media-'));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  const forget = onExit(remove);
  const raw = join(scratch, 'film.rgb');
  const scale = `fps=${FPS},scale=${SIZE.width}:${SIZE.height}`;
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    video,
    '-vf',
    scale,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    raw,
  ]);
  const file = openSync(raw);
  return {
    at(seconds) {
      const data = new Uint8Array(BYTES);
      readSync(file, data, 0, BYTES, Math.round(seconds * FPS) * BYTES);
      return data;
    },
    close() {
      closeSync(file);
      forget();
      remove();
    },
  };
}

/** Writes RGB frames as VP9, with a camera's noise on top of them and a key frame every half second to seek to. */
export async function writeFilm(path, frames, { noise = 4, quality = 48 } = {}) {
  const { width, height } = SIZE;
  const from = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${width}x${height}`,
    '-r',
    String(FPS),
    '-i',
    '-',
  ];
  const to = ['-c:v', 'libvpx-vp9', '-b:v', '0', '-crf', String(quality), '-g', '15', '-pix_fmt', 'yuv420p'];
  const speed = ['-deadline', 'realtime', '-cpu-used', '7', '-row-mt', '1', '-an', '-fflags', '+bitexact'];
  const args = ['-v', 'error', '-y', ...from, '-vf', `noise=alls=${noise}:allf=t`, ...to, ...speed, path];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'inherit', 'inherit'] });
  const closed = once(ffmpeg, 'close');
  for (const frame of frames) {
    if (!ffmpeg.stdin.write(frame)) await Promise.race([once(ffmpeg.stdin, 'drain'), closed]);
  }
  ffmpeg.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}.`);
}
