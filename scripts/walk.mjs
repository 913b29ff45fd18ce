// npm run walk: the whole walk in a real browser against a fresh sandbox. See walk/walk-options.mjs.

import { requireNode } from './node-version.mjs';
import { refuseSwallowedOptions } from './npm-options.mjs';
import { EXIT_CODES, parseWalkOptions, WALK_HELP, WalkUsageError } from './walk/walk-options.mjs';
import { writeReport } from './write-report.mjs';

requireNode();
refuseSwallowedOptions();
process.exit(await main());

async function main() {
  const options = read();
  if (!options) return 2;
  if (options.help) {
    console.log(WALK_HELP);
    return 0;
  }
  const report = await walk(options);
  if (!report) return 2;
  process.stdout.write(writeReport(options.json, report));
  return EXIT_CODES[report.status];
}

async function walk(options) {
  const { ClipError, hasFfmpeg, NO_FFMPEG } = await import('./walk/run-ffmpeg.mjs');
  try {
    if (options.clip && !hasFfmpeg()) throw new ClipError(NO_FFMPEG);
    const { runWalk } = await import('./walk/run-walk.mjs');
    return await runWalk(options);
  } catch (error) {
    if (!(error instanceof ClipError)) throw error;
    console.error(`walk: ${error.message}.`);
    return null;
  }
}

function read() {
  try {
    return parseWalkOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof WalkUsageError)) throw error;
    console.error(`walk: ${error.message}. See: npm run walk -- --help`);
    return null;
  }
}
