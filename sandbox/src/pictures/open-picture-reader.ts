import { availableParallelism } from 'node:os';
import { withDeadline } from '@family-auth/library/base/deadline.ts';
import { DeadlineError } from '@family-auth/library/base/errors.ts';
import { type FairQueue, fairQueue } from './fair-queue.ts';
import { type PictureAnswer, type PictureProcess, startPictureProcess } from './picture-process.ts';
import type { PictureReader, PictureReading } from './picture-reading.ts';
import type { PictureLimits, PictureTask } from './picture-worker.ts';

/** A {@link PictureReader} whose decoders can be killed, and which several owners share. */
export interface PicturePool extends PictureReader {
  /**
   * The picture alone, to be shown or kept: upright, at most `sidePx` a side, JPEG, without EXIF, XMP, thumbnails and
   * whatever else lies beside the pixels. `undefined` for what is no readable JPEG, PNG or WebP picture, or needs more of
   * a processor or of memory than it is given.
   *
   * @throws DeadlineError where there was no time for it: that may be the fault of a busy machine.
   */
  plainPhoto(bytes: Uint8Array, sidePx: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** The same pool, with a turn of its own beside those of other owners, however many pictures each of them has. */
  forOwner(owner: string): Pick<PicturePool, 'read' | 'plainPhoto'>;
}

export interface PictureReaderOptions {
  /** How long one call may take, milliseconds, waiting for other calls and loading the models included. Default 120000. */
  readonly deadlineMs?: number;
  /** How long one picture may take by the clock, milliseconds. Default 60000. */
  readonly pictureDeadlineMs?: number;
  /** What one picture may use up. Default 10 s of a processor and 384 MiB. */
  readonly limits?: Partial<PictureLimits>;
  /** How many processes at most, about 400 MB each. Default one less than there are processors, at least 1, at most 4. */
  readonly processes?: number;
  /** The process's module. Default the one beside this. */
  readonly module?: URL;
}

interface Task {
  readonly task: PictureTask;
  readonly resolve: (answer: PictureAnswer) => void;
  readonly reject: (error: unknown) => void;
}

const WORKER = new URL('./picture-worker.ts', import.meta.url);
const PROCESSES_MAX = 4;
const START_DEADLINE_MS = 60_000;
const PICTURE_DEADLINE_MS = 60_000;
const LIMITS: PictureLimits = { cpuMs: 10_000, memoryBytes: 384 * 1024 * 1024 };

/**
 * Opens the pool. Pictures are decoded and looked at in processes of lower priority than this one, which start when
 * there is something to do. A picture that meets a limit, or of which a process dies twice, is answered as unreadable
 * (`stopped`); its process is killed and the next picture gets a fresh one.
 */
export function openPictureReader(options: PictureReaderOptions = {}): PicturePool {
  const { deadlineMs = 120_000, pictureDeadlineMs = PICTURE_DEADLINE_MS } = options;
  const queue = fairQueue<Task>();
  const workers = openWorkers(queue, options);

  function ask(owner: string, tasks: readonly PictureTask[], signal?: AbortSignal): Promise<PictureAnswer[]> {
    if (workers.closed) return Promise.reject(closedError());
    return withDeadline(
      'judgement.pictures',
      deadlineMs,
      async (stopped) => {
        const waiting: Task[] = [];
        const answers = tasks.map(
          (task) =>
            new Promise<PictureAnswer>((resolve, reject) => {
              waiting.push({ task, resolve, reject });
            }),
        );
        for (const one of waiting) queue.push(owner, one);
        const withdraw = () => waiting.forEach((one) => void queue.remove(owner, one));
        stopped.addEventListener('abort', withdraw);
        workers.wake(tasks.length);
        return Promise.all(answers).finally(withdraw);
      },
      signal,
    );
  }

  const forOwner = (owner: string): ReturnType<PicturePool['forOwner']> => ({
    async read(kind, pictures, signal) {
      const tasks = pictures.map((bytes) => ({ task: 'read', kind, bytes }) as const);
      return (await ask(owner, tasks, signal)).map(readingOf);
    },
    async plainPhoto(bytes, sidePx, signal) {
      const [answer] = await ask(owner, [{ task: 'copy', sidePx, bytes }], signal);
      if (answer && 'ended' in answer && answer.ended === 'deadline') {
        throw new DeadlineError('judgement.pictures.copy', pictureDeadlineMs);
      }
      return answer && 'copy' in answer ? answer.copy : undefined;
    },
  });

  return { ...forOwner(''), forOwner, close: () => workers.close() };
}

interface Worker {
  busy: boolean;
  process: PictureProcess | undefined;
}

/** The processes that take tasks from the queue. */
function openWorkers(queue: FairQueue<Task>, options: PictureReaderOptions) {
  const { processes = defaultProcesses() } = options;
  const workers = Array.from({ length: processes }, (): Worker => ({ busy: false, process: undefined }));
  let closed = false;

  const start = () =>
    startPictureProcess({
      module: options.module ?? WORKER,
      limits: { ...LIMITS, ...options.limits },
      startDeadlineMs: START_DEADLINE_MS,
      pictureDeadlineMs: options.pictureDeadlineMs ?? PICTURE_DEADLINE_MS,
    });

  /** Works until nothing waits; the process then stays, with its models, and lets this one end. */
  async function work(worker: Worker): Promise<void> {
    worker.busy = true;
    for (let next = queue.take(); next; next = queue.take()) {
      const { task, resolve, reject } = next;
      await lookTwice(worker, task).then(resolve, reject);
    }
    worker.busy = false;
    worker.process?.hold(false);
  }

  /** A death without a known cause may have come from elsewhere: the picture has one more chance. */
  async function lookTwice(worker: Worker, task: PictureTask): Promise<PictureAnswer> {
    const answer = await look(worker, task);
    return 'ended' in answer && answer.ended === 'died' && !closed ? look(worker, task) : answer;
  }

  async function look(worker: Worker, task: PictureTask): Promise<PictureAnswer> {
    if (closed) throw closedError();
    if (!worker.process || worker.process.ended) worker.process = start();
    const { process } = worker;
    process.hold(true);
    const looked = await process.ready.then(
      () => process.look(task),
      (error: Error) => error,
    );
    // A process that is killed because of that says nothing of the picture.
    if (closed) throw closedError();
    if (looked instanceof Error) throw looked;
    return looked;
  }

  return {
    get closed() {
      return closed;
    },
    /** Sets up to `count` idle workers to work. */
    wake(count: number): void {
      for (const worker of workers.filter(({ busy }) => !busy).slice(0, count)) void work(worker);
    },
    async close(): Promise<void> {
      closed = true;
      for (const { reject } of queue.drain()) reject(closedError());
      await Promise.all(workers.map(({ process }) => process?.kill()));
    },
  };
}

const readingOf = (answer: PictureAnswer): PictureReading =>
  'reading' in answer ? answer.reading : { readable: false, why: 'stopped' };

const closedError = () => new Error('The picture reader is closed.');

const defaultProcesses = () => Math.min(PROCESSES_MAX, Math.max(1, availableParallelism() - 1));
