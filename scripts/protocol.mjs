// npm run protocol: what is made out of the protocol's schemas and pages, made anew. See HELP.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, writeReport } from './command.mjs';
import { requirementsOf, withTable } from './protocol/requirements.mjs';

const HELP = `npm run protocol -- [options]

Makes the table of docs/protocol/requirements.md anew. A test fails where it is not as this makes it.

  --json FILE   writes every requirement there: id, level, sentence, page, what checks it
  --help        this text

Exit code 0: done. 2: an option is wrong.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const options = readOptions({ name: 'protocol', help: HELP, options: { json: { type: 'string' } } });

const requirements = requirementsOf(root);
const page = join(root, 'docs/protocol/requirements.md');
writeFileSync(page, withTable(readFileSync(page, 'utf8'), requirements));
const byTests = requirements.filter(({ check }) => check && 'test' in check).length;
console.log(`${requirements.length} requirements, ${byTests} of them checked by a test of this repository`);
writeReport(options.json, { requirements });
