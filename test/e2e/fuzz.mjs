// npm run fuzz: requests of every shape at a sandbox that really runs. See HELP.

import { readOptions, UsageError, writeReport } from '../../scripts/command.mjs';

const HELP = `npm run fuzz -- [options]

Starts a sandbox, logs somebody in, and sends requests over HTTP: drawn from the schemas of the OpenAPI document, good ones that
were changed in a place or a byte (within what is sealed and signed, too), forms at the pages, and bytes that are hardly HTTP.
A fault is an answer 500, a 503 without Retry-After, a connection that closes without an answer, an exception that nobody caught,
an answer that is not in the document, something half-written in the database or among the files, and anything of a person in a
refusal or a line of the log. Each fault is told once, with the smallest request that does it.

  --minutes N   how long                                        (default 1)
  --seed N      draws the same requests again, in the same order (default: by the clock)
  --json FILE   writes the report there: {seed, requests, operations: {ID: {requests, byStatus}}, faults}
  --help        this text

Exit code 0: no fault. 1: faults. 2: an option is wrong.
`;

const positive = (option, text) => {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`${option} ${text}: a number above 0 is meant`);
  return value;
};

const options = readOptions({
  name: 'fuzz',
  help: HELP,
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'string' },
  },
  check: ({ values }) => ({
    ...values,
    minutes: positive('--minutes', values.minutes),
    seed: Math.floor(positive('--seed', values.seed)),
  }),
});

const { runFuzz } = await import('../../sandbox/test/fuzz/run-fuzz.ts');
console.log(`seed ${options.seed}`);
const report = await runFuzz({
  seed: options.seed,
  ms: options.minutes * 60_000,
  onFault: ({ kind, operation, status, detail, request }) =>
    console.log(`${kind} ${operation} ${status ?? ''} ${detail}\n  ${JSON.stringify(request).slice(0, 600)}`),
});
writeReport(options.json, report);
console.log(
  `${report.requests} requests of ${Object.keys(report.operations).length} kinds in ${report.seconds} s: ${report.faults.length} faults`,
);
process.exit(report.faults.length === 0 ? 0 : 1);
