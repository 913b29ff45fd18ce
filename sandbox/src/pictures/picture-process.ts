import { type ChildProcess, fork } from 'node:child_process';
import { withDeadline } from '@family-auth/library/base/deadline.ts';
import type { PictureLimits, PictureMessage, PictureRequest, PictureTask } from './picture-worker.ts';

/** What a process made of one picture; without an answer, why not. */
export type PictureAnswer =
  | Extract<PictureMessage, { reading: unknown } | { copy: unknown }>
  /** A limit was met, and the process was ended. */
  | { readonly ended: keyof PictureLimits | 'deadline' }
  /** The process died of something else. */
  | { readonly ended: 'died' };

/** A process that looks at pictures, one at a time. */
export interface PictureProcess {
  /** Resolves when the models are loaded. @throws when they cannot be, or not in time. */
  readonly ready: Promise<void>;
  readonly ended: boolean;
  /** @throws when the models failed: that says nothing of the picture. The process is ended then. */
  look(task: PictureTask): Promise<PictureAnswer>;
  /** Whether it keeps its parent from ending by itself. */
  hold(holds: boolean): void;
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
}

export interface PictureProcessOptions {
  /** The process's module. */
  readonly module: URL;
  readonly limits: PictureLimits;
  /** How long the models may take to load, milliseconds. */
  readonly startDeadlineMs: number;
  /** How long one picture may take by the clock, milliseconds. */
  readonly pictureDeadlineMs: number;
}

/** Libraries that decode may need these; no secret of the server's environment goes along. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
const ENVIRONMENT = {
  VIPS_BLOCK_UNTRUSTED: '1',
  /** Decoded pictures stay in memory: libvips would write large ones to temporary files. */
  VIPS_DISC_THRESHOLD: '4g',
};

export function startPictureProcess(options: PictureProcessOptions): PictureProcess {
  const running = runProcess(options.module);
  const ready = untilReady(running, options.startDeadlineMs);
  ready.catch(() => {});
  let requests = 0;
  return {
    ready,
    get ended() {
      return running.ended;
    },
    look: (task) =>
      lookIn(running, { ...task, id: requests++, limits: options.limits }, options.pictureDeadlineMs),
    hold(holds) {
      if (holds) running.child.ref();
      else running.child.unref();
      if (holds) running.child.channel?.ref();
      else running.child.channel?.unref();
    },
    kill: running.kill,
  };
}

/** The process as its parent hears it. */
interface RunningProcess {
  readonly child: ChildProcess;
  readonly ended: boolean;
  /** The next message; `undefined` when the process ends instead. @throws when neither comes in time. */
  nextMessage(phase: string, deadlineMs: number): Promise<PictureMessage | undefined>;
  kill(): Promise<void>;
}

function runProcess(module: URL): RunningProcess {
  const child = forkModule(module);
  let ended = false;
  let hear: (message: PictureMessage) => void = () => {};
  let bury: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    bury = resolve;
  });
  child.on('message', (message: PictureMessage) => hear(message));
  child.on('error', () => kill());
  child.on('exit', () => {
    ended = true;
    bury();
  });

  async function kill(): Promise<void> {
    ended = true;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.kill('SIGKILL');
    await gone;
  }

  return {
    child,
    get ended() {
      return ended;
    },
    nextMessage(phase, deadlineMs) {
      const message = new Promise<PictureMessage>((resolve) => {
        hear = resolve;
      });
      const died = gone.then(() => undefined);
      return withDeadline(phase, deadlineMs, () => Promise.race([message, died]));
    },
    kill,
  };
}

function forkModule(module: URL): ChildProcess {
  const passedOn = PASSED_ON.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  // Of what it prints nothing is kept: decoders describe what they read.
  return fork(module, {
    serialization: 'advanced',
    execArgv: [],
    env: { ...Object.fromEntries(passedOn), ...ENVIRONMENT },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function untilReady({ nextMessage, kill }: RunningProcess, deadlineMs: number): Promise<void> {
  return nextMessage('judgement.pictures.start', deadlineMs).then(
    (message) => {
      if (message && 'ready' in message) return;
      void kill();
      throw new Error(failureOf(message));
    },
    (error) => {
      void kill();
      throw error;
    },
  );
}

async function lookIn(
  { child, nextMessage, kill }: RunningProcess,
  request: PictureRequest,
  deadlineMs: number,
): Promise<PictureAnswer> {
  const answering = nextMessage('judgement.pictures.look', deadlineMs);
  // A process that is gone takes no message; that it is gone is the answer.
  child.send(request, () => {});
  const message = await answering.catch(() => 'deadline' as const);
  if (message === 'deadline') {
    await kill();
    return { ended: 'deadline' };
  }
  if (message === undefined) return { ended: 'died' };
  if ('reading' in message || 'copy' in message) return message;
  await kill();
  if ('exceeded' in message) return { ended: message.exceeded };
  throw new Error(failureOf(message));
}

const failureOf = (message: PictureMessage | undefined) =>
  `The picture process failed: ${message && 'failed' in message ? message.failed : 'it ended while it was loading'}.`;
