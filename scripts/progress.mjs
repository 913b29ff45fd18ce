import ora from 'ora';

/** How often the time is told anew, milliseconds. */
const EVERY_MS = 1000;

/**
 * The items one after the other, for a loop that takes minutes; meanwhile the terminal's last line says which one it is at:
 * `3/19 --person ben · 42 s · about 25 min left`. What is printed meanwhile stands above it. Nothing is shown where
 * standard error is no terminal.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} nameOf
 * @param {NodeJS.WriteStream} [stream] default standard error
 * @returns {AsyncGenerator<T>}
 */
export async function* withProgress(items, nameOf, stream = process.stderr) {
  if (!stream.isTTY || !stream.columns) return yield* items; // a terminal without a width counts as none
  const spinner = ora({ stream, isEnabled: true, discardStdin: false });
  const startedMs = performance.now();
  let at = 0;
  let itemStartedMs = startedMs;
  const tell = () => {
    const left =
      at === 0 ? '' : ` · about ${durationOf(((itemStartedMs - startedMs) / at) * (items.length - at))} left`;
    const taken = durationOf(performance.now() - itemStartedMs);
    spinner.text = `${at + 1}/${items.length} ${nameOf(items[at])} · ${taken}${left}`;
  };
  const timer = setInterval(tell, EVERY_MS);
  try {
    for (; at < items.length; at++) {
      itemStartedMs = performance.now();
      tell();
      if (spinner.isSpinning) spinner.render();
      else spinner.start();
      yield items[at];
    }
  } finally {
    clearInterval(timer);
    spinner.stop();
  }
}

function durationOf(ms) {
  return ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
