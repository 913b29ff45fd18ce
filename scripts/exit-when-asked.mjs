import { whenNpmEnds } from './when-npm-ends.mjs';

/** Ends this process on a signal, and when the npm that started it has ended, by way of what waits for its `exit`. */
export function exitWhenAsked() {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  whenNpmEnds(() => process.exit(143));
}
