/**
 * Tells the developer's console where a fault of ours arose: the kind of error and the places in the code. Not its
 * message, which may quote what a person entered.
 */
export function reportFault(error: unknown): void {
  const [kind, stack] = error instanceof Error ? [error.name, error.stack ?? ''] : [typeof error, ''];
  const places = stack.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$|^\S*@\S*:\d+:\d+$/.test(line));
  console.error(['family-auth: an internal fault', kind, ...places].join('\n'));
}
