// npm run house [-- --json FILE]: import circles, arrows that the rooms' table does not allow, the largest file, the
// longest function, lines a room. Ends with 1 when there is a circle or a broken arrow.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inspectHouse } from './house/inspect-house.mjs';
import { requireNode } from './node-version.mjs';
import { refuseSwallowedOptions } from './npm-options.mjs';

requireNode();
refuseSwallowedOptions();
const { values } = parseArgs({ options: { json: { type: 'string' } } });
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

if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.circles + report.arrowsBroken === 0 ? 0 : 1;
