// npm run house: how the code keeps to the tables of rooms (docs/architecture.md, sandbox/README.md), and how large its parts are.

import { fileURLToPath } from 'node:url';
import { readOptions, writeReport } from './command.mjs';
import { inspectHouse } from './house/inspect-house.mjs';

const HELP = `What a reader of the code meets: import circles, arrows that the table of rooms does not allow (scripts/house-rules.mjs;
dependency-cruiser finds them), and the sizes of files, functions and import chains, in the library and the sandbox.

  npm run house -- [options]

  --json FILE   writes the whole report there
  --help        show this

Exit code: 0 without a circle and a broken arrow, else 1; a wrong command 2.
`;

const { json } = readOptions({ name: 'house', help: HELP, options: { json: { type: 'string' } } });
const report = await inspectHouse(fileURLToPath(new URL('..', import.meta.url)));

for (const [name, { files, lines }] of Object.entries(report.rooms)) {
  console.log(`${name.padEnd(22)} ${String(files).padStart(4)} files ${String(lines).padStart(6)} lines`);
}
const { largestFile, longestFunction, parts } = report;
const inParts = (key) => `${report[key]} (library ${parts.library[key]}, sandbox ${parts.sandbox[key]})`;
console.log(`files                 ${inParts('files')}`);
console.log(`of 20 lines or fewer  ${inParts('filesOf20LinesOrFewer')}`);
console.log(`longest import chain  ${inParts('longestImportChain')} files`);
console.log(`largest file          ${largestFile.lines} lines, ${largestFile.file}`);
console.log(
  `longest function      ${longestFunction.lines} lines, ${longestFunction.name} in ${longestFunction.file}`,
);
console.log(`scripts               ${report.scriptsLines} lines`);
console.log(`README                ${report.readmeWords} words`);
console.log(`import circles        ${report.circles}`);
for (const circle of report.circlePaths) console.log(`  ${circle.join(', ')}`);
console.log(`circles of rooms      ${report.roomCircles}`);
for (const circle of report.roomCirclePaths) console.log(`  ${circle.join(', ')}`);
console.log(`broken arrows         ${report.brokenArrows}`);
for (const { from, to, why } of report.brokenArrowPaths) console.log(`  ${from} -> ${to}: ${why}`);

writeReport(json, report);
process.exitCode = report.circles + report.brokenArrows === 0 ? 0 : 1;
