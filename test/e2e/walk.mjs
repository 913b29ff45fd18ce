// npm run walk: one whole flow in a real browser against a fresh sandbox. See flow/options.mjs.

import { readOptions, writeReport } from '../../scripts/command.mjs';
import { EXIT_CODES, FLOW_COMMAND } from './flow/options.mjs';

process.exit(await main());

async function main() {
  const options = readOptions(FLOW_COMMAND);
  const report = await flow(options);
  if (!report) return 2;
  process.stdout.write(writeReport(options.json, report));
  return EXIT_CODES[report.status];
}

async function flow(options) {
  const { ClipError, hasFfmpeg, NO_FFMPEG } = await import('../../scripts/run-ffmpeg.mjs');
  try {
    if (options.clip && !hasFfmpeg()) throw new ClipError(NO_FFMPEG);
    const { runFlow } = await import('./flow/run-flow.mjs');
    return await runFlow(options);
  } catch (error) {
    if (!(error instanceof ClipError)) throw error;
    console.error(`walk: ${error.message}.`);
    return null;
  }
}
