import { Worker } from 'node:worker_threads';
import { withDeadline } from '../../../../src/base/deadline.ts';
import { DeadlineError } from '../../../../src/base/errors.ts';
import type { PictureReader, PictureReading } from './picture-reading.ts';
import type { PictureRequest } from './picture-worker.ts';

interface Waiting {
  readonly resolve: (readings: readonly PictureReading[]) => void;
  readonly reject: (error: Error) => void;
}
type Answer = { id: number; readings: readonly PictureReading[] } | { id: number; error: string };

interface PictureReaderOptions {
  /** How long one call may take, milliseconds, waiting for other calls and loading the models included. Default 120000. */
  readonly deadlineMs?: number;
  /** The worker's module. Default the one beside this. */
  readonly worker?: URL;
}

const WORKER = new URL('./picture-worker.ts', import.meta.url);

/**
 * A {@link PictureReader} in a worker thread of its own, so that the server goes on answering. The worker starts with
 * the first call. When it dies or a call outlives its deadline, the calls under way fail and the next one starts
 * a fresh worker.
 */
export function openPictureReader({
  deadlineMs = 120_000,
  worker: module = WORKER,
}: PictureReaderOptions = {}): PictureReader {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let requests = 0;
  let closed = false;

  function abandon(dead: Worker, error: Error): void {
    if (worker !== dead) return;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    void dead.terminate();
  }

  function start(): Worker {
    const started = new Worker(module);
    started.unref();
    started.on('message', (answer: Answer) => {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if ('error' in answer) call?.reject(new Error(`The picture worker failed: ${answer.error}`));
      else call?.resolve(answer.readings);
    });
    started.on('error', (error) => abandon(started, new Error('The picture worker died.', { cause: error })));
    started.on('exit', (code) => abandon(started, new Error(`The picture worker left with ${code}.`)));
    return started;
  }

  return {
    read(kind, pictures, signal) {
      if (closed) return Promise.reject(new Error('The picture reader is closed.'));
      worker ??= start();
      const running = worker;
      running.ref();
      const id = requests++;
      const request: PictureRequest = { id, kind, pictures };
      const read = () =>
        new Promise<readonly PictureReading[]>((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          running.postMessage(request);
        });
      return withDeadline('judgement.pictures', deadlineMs, read, signal).catch((error) => {
        if (waiting.delete(id) && error instanceof DeadlineError) abandon(running, error);
        throw error;
      });
    },
    async close() {
      closed = true;
      const running = worker;
      if (!running) return;
      abandon(running, new Error('The picture reader is closed.'));
      await running.terminate();
    },
  };
}
