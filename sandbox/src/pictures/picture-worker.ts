import { constants, getPriority, setPriority } from 'node:os';
import { plainPhoto } from './decode-picture.ts';
import { lookAtPictures } from './look-at-pictures.ts';
import type { PictureKind, PictureReading } from './picture-reading.ts';

/** One picture to look at, or to copy without what is written beside it. */
export type PictureTask =
  | { readonly task: 'read'; readonly kind: PictureKind; readonly bytes: Uint8Array }
  | { readonly task: 'copy'; readonly sidePx: number; readonly bytes: Uint8Array };

/** What one picture may use up. */
export interface PictureLimits {
  /** Time on a processor, milliseconds: a machine that is busy with other things does not make a picture too expensive. */
  readonly cpuMs: number;
  /** How much the process may grow, bytes. */
  readonly memoryBytes: number;
}

export type PictureRequest = PictureTask & { readonly id: number; readonly limits: PictureLimits };

/** `ready` when the models are loaded; `failed` when they cannot be, or fail. `exceeded` is the process's last word. */
export type PictureMessage =
  | { readonly ready: true }
  | { readonly failed: string }
  | { readonly id: number; readonly reading: PictureReading }
  | { readonly id: number; readonly copy: Uint8Array | undefined }
  | { readonly id: number; readonly exceeded: keyof PictureLimits };

/** How often what was used up is looked at, milliseconds. */
const WATCH_EVERY_MS = 10;

/**
 * The process in which pictures that strangers sent are decoded: of lower priority than the server, watched by itself,
 * and ended at once by SIGKILL, its own or the server's. It answers one request at a time and ends with its parent.
 */
const send = (message: PictureMessage, sent: () => void = () => {}) => process.send?.(message, sent);
const die = () => process.kill(process.pid, 'SIGKILL');
const failed = (error: unknown) => send({ failed: error instanceof Error ? error.message : 'unknown' });

const { PRIORITY_BELOW_NORMAL } = constants.priority;
if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
process.on('disconnect', die);
const loading = lookAtPictures();
loading.then(() => send({ ready: true }), failed);

process.on('message', async (request: PictureRequest) => {
  const stopWatching = watch(request);
  try {
    send(await answer(request));
  } catch (error) {
    failed(error);
  } finally {
    stopWatching();
  }
});

async function answer(request: PictureRequest): Promise<PictureMessage> {
  const { id, bytes } = request;
  if (request.task === 'copy') return { id, copy: await plainPhoto(bytes, request.sidePx) };
  const [reading] = await (await loading).read(request.kind, [bytes]);
  return { id, reading: reading! };
}

function watch({ id, limits }: PictureRequest): () => void {
  const [cpuBefore, rssBefore] = [process.cpuUsage(), process.memoryUsage.rss()];
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpu = (user + system) / 1000 > limits.cpuMs;
    const memory = process.memoryUsage.rss() - rssBefore > limits.memoryBytes;
    if (cpu || memory) send({ id, exceeded: cpu ? 'cpuMs' : 'memoryBytes' }, die);
  }, WATCH_EVERY_MS);
  return () => clearInterval(timer);
}
