/**
 * A fault for the log, in one line: the kind and code of the error and of what caused it, and places in the code. Never
 * a message: a database's names the values of the query, another's what was sent.
 */
export function describeFault(error: unknown): string {
  const { stack, cause } = (error ?? {}) as { stack?: unknown; cause?: unknown };
  const places = String(stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 4)
    .map((line) => line.trim());
  const caused = cause === undefined ? [] : ['caused by', kindOf(cause)];
  return [kindOf(error), ...caused, ...places].join(' ');
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w+$/.test(code) ? `${error.name} ${code}` : error.name;
}
