import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from 'signal-exit';
import { runFfmpeg } from '../../../scripts/run-ffmpeg.mjs';

/** Of longer clips the beginning is played, over and over. */
const MAX_CLIP_S = 120;
const MAX_SIDE_PX = 1280;

/**
 * Makes of any clip the file that Chromium can play as its webcam: motion JPEG, 30 frames a second, at most 1280 pixels a side.
 * It lies in a temporary folder until `remove()` or the end of this process.
 *
 * @param {string} clip
 * @returns {Promise<{switches: string[], remove(): void}>} `switches` for the browser
 */
export async function webcamFile(clip) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-webcam-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(removeFolder);
  const remove = () => {
    forget();
    removeFolder();
  };
  const file = join(folder, 'webcam.mjpeg');
  const fit = `scale=w='min(${MAX_SIDE_PX},iw)':h='min(${MAX_SIDE_PX},ih)'`;
  const keep = 'force_original_aspect_ratio=decrease:force_divisible_by=2';
  const picture = ['-vf', `fps=30,${fit}:${keep}`, '-pix_fmt', 'yuvj420p'];
  try {
    await runFfmpeg([
      '-i',
      clip,
      '-t',
      String(MAX_CLIP_S),
      '-an',
      ...picture,
      '-c:v',
      'mjpeg',
      '-q:v',
      '3',
      file,
    ]).done;
  } catch (error) {
    remove();
    throw error;
  }
  return {
    switches: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`],
    remove,
  };
}
