import { parentPort } from 'node:worker_threads';
import { lookAtPictures } from './look-at-pictures.ts';
import type { PictureKind, PictureReader } from './picture-reading.ts';

export interface PictureRequest {
  readonly id: number;
  readonly kind: PictureKind;
  readonly pictures: readonly Uint8Array[];
}

/** Runs in a worker thread: answers {@link PictureRequest}s one after the other. Models load with the first. */
let reader: Promise<PictureReader> | undefined;
let last: Promise<void> = Promise.resolve();

async function answer({ id, kind, pictures }: PictureRequest): Promise<void> {
  try {
    reader ??= lookAtPictures();
    parentPort?.postMessage({ id, readings: await (await reader).read(kind, pictures) });
  } catch (error) {
    reader = undefined;
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : 'unknown' });
  }
}

parentPort?.on('message', (request: PictureRequest) => {
  last = last.then(() => answer(request));
});
