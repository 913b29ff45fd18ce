// npm run house: how the code keeps to the rooms' table of the README.

import { fileURLToPath } from 'node:url';
import { inspectHouse } from './house/inspect-house.mjs';
import { requireNode } from './node-version.mjs';
import { refuseSwallowedOptions } from './npm-options.mjs';
import { readOptions } from './read-options.mjs';
import { writeReport } from './write-report.mjs';

const HELP = `Import circles, arrows that the rooms' table does not allow, the largest file, the longest function, lines a room.

  npm run house -- [options]

  --json FILE   writes the whole report there
  --help        show this

Exit code: 0 without a circle and a broken arrow, else 1; a wrong command 2.
`;

requireNode();
refuseSwallowedOptions();
const { json } = readOptions({ name: 'house', help: HELP, options: { json: { type: 'string' } } });
const report = inspectHouse(fileURLToPath(new URL('..', import.meta.url)));

for (const [name, { files, lines }] of Object.entries(report.rooms)) {
  console.log(`${name.padEnd(12)} ${String(files).padStart(4)} files ${String(lines).padStart(6)} lines`);
}
const { largestFile, longestFunction } = report;
console.log(`largest file      ${largestFile.lines} lines, ${largestFile.file}`);
console.log(
  `longest function  ${longestFunction.lines} lines, ${longestFunction.name} in ${longestFunction.file}`,
);
console.log(`import circles    ${report.circles}`);
for (const circle of report.circlePaths) console.log(`  ${circle.join(' -> ')}`);
console.log(`arrows broken     ${report.arrowsBroken}`);
for (const { from, to, why } of report.brokenArrows) console.log(`  ${from} -> ${to}: ${why}`);

writeReport(json, report);
process.exitCode = report.circles + report.arrowsBroken === 0 ? 0 : 1;
