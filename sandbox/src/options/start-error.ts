/** Why the sandbox cannot start, in one plain line for the person at the terminal. */
export class StartError extends Error {
  /** 1: something around us is in the way. 2: the command was written wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StartError';
    this.exitCode = options.exitCode ?? 1;
  }
}
