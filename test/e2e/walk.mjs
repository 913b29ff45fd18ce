// npm run walk: the whole walk in a real browser against a fresh sandbox. See flow/options.mjs.

import { readOptions, writeReport } from '../../scripts/command.mjs';
import { EXIT_CODES, WALK_COMMAND } from './flow/options.mjs';

process.exit(await main());

async function main() {
  const options = readOptions(WALK_COMMAND);
  const report = await walk(options);
  if (!report) return 2;
  process.stdout.write(writeReport(options.json, report));
  return EXIT_CODES[report.status];
}

async function walk(options) {
  const { ClipError, hasFfmpeg, NO_FFMPEG } = await import('../../scripts/run-ffmpeg.mjs');
  try {
    if (options.clip && !hasFfmpeg()) throw new ClipError(NO_FFMPEG);
    const { runWalk } = await import('./flow/run-flow.mjs');
    return await runWalk(options);
  } catch (error) {
    if (!(error instanceof ClipError)) throw error;
    console.error(`walk: ${error.message}.`);
    return null;
  }
}
