// npm run size: what a page loads, and when, by the browser's own network log.

import { readOptions, writeReport } from '../../scripts/command.mjs';

const HELP = `Walks the plain page in Chromium up to the camera and adds up what the browser fetched of this package, stage by stage.
Prints one JSON: {firstPaintGzip, beforeLoginGzip, beforeConsentGzip, afterConsentGzip, engineGzip, wasmBytes, modelBytes,
tarballBytes, frame: {firstPaintGzip, beforeLoginGzip, beforeConsentGzip, host: {beforeLoginGzip}}, slowLine: {welcomeUsableMs, chain},
files: [{name, stage, bytes, gzip, madeOf}], frameFiles, forbidden}. Scripts count as gzip -9 makes them; models and WebAssembly as they
lie there. A stage counts everything up to its end: the first picture (what the script imports at once; the rest is held back once, to
see that nothing of it is needed), the welcome screen (what was asked for before it was on show), the consents. afterConsentGzip is what
comes after. frame: the same of the page in the frame, and of the page around it. slowLine: a fresh visit at 50 kB/s with 400 ms, as the
demo portal serves it, not compressed. forbidden: requests to any origin but the page's and the backend's. dist/ must be built.

  npm run size -- [options]

  --json FILE   writes the JSON there as well
  --help        show this

Exit code: 0 when nothing forbidden was asked for, else 1; a wrong command 2.
`;

const { json } = readOptions({ name: 'size', help: HELP, options: { json: { type: 'string' } } });
const { measureSizes } = await import('./size/measure-sizes.mjs');
const report = await measureSizes();
process.stdout.write(writeReport(json, report));
process.exit(report.forbidden.length === 0 ? 0 : 1);
