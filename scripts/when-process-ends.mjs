/**
 * Does `work` (synchronous) when this process ends or is asked to. Returns how to call that off.
 */
export function whenThisProcessEnds(work) {
  const onSignal = (signal, number) => {
    work();
    if (process.listenerCount(signal) === 0) process.exit(128 + number); // nobody else sees to an orderly end
  };
  process.once('exit', work);
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  return () => {
    process.off('exit', work);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}
