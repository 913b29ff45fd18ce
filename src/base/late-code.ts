import { withDeadline } from './deadline.ts';
import { ScriptError } from './errors.ts';

const DEADLINE_MS = 60_000;

/**
 * Waits for a part of this library's own code that is not loaded before it is needed.
 *
 * @param part names it in errors, e.g. `session.family`.
 * @param load an `import()` of a literal path, so that bundlers see it.
 * @throws ScriptError `script_unavailable`, DeadlineError, CancelledError.
 */
export function lateCode<Module>(
  part: string,
  load: () => Promise<Module>,
  signal?: AbortSignal,
): Promise<Module> {
  const work = () =>
    load().catch((cause: unknown) => {
      throw new ScriptError(
        'script_unavailable',
        `The part ${part} of the script could not be loaded (the network, or files of another release beside it).`,
        { cause, retryable: true },
      );
    });
  return withDeadline(`load.${part}`, DEADLINE_MS, work, signal);
}

/** Begins to load what is likely to be needed next. Whoever needs it learns of a failure. */
export function prefetchCode(...loads: readonly (() => Promise<unknown>)[]): void {
  for (const load of loads) load().catch(() => {});
}
