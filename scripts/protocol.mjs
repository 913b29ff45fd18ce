// npm run protocol: what is made out of the protocol's schemas and pages, made anew. See HELP.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, writeReport } from './command.mjs';

const HELP = `npm run protocol -- [options]

Makes src/protocol/openapi.json, test/vectors/vectors.json, docs/protocol/vectors.md, the table of
docs/protocol/requirements.md, conformance/requirements.json and conformance/test-tenant.schema.json anew. Tests fail where they are not as this makes them.

  --json FILE   writes every requirement there: id, level, sentence, page, what checks it
  --help        this text

Exit code 0: done. 2: an option is wrong.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const options = readOptions({ name: 'protocol', help: HELP, options: { json: { type: 'string' } } });
// Loaded late: they read TypeScript, which the Node that says it is too old cannot.
const { openapiDocument } = await import('./protocol/openapi.mjs');
const { forTheKit, requirementsOf, withTable } = await import('./protocol/requirements.mjs');
const { makeVectors, vectorsPage } = await import('./protocol/vectors.mjs');

const requirements = requirementsOf(root);
const page = join(root, 'docs/protocol/requirements.md');
writeFileSync(page, withTable(readFileSync(page, 'utf8'), requirements));
writeFileSync(join(root, 'conformance/requirements.json'), forTheKit(requirements));
const { testTenantJsonSchema } = await import('../conformance/engine/test-tenant.ts');
const tenantSchema = `${JSON.stringify(testTenantJsonSchema(), null, 2)}\n`;
writeFileSync(join(root, 'conformance/test-tenant.schema.json'), tenantSchema);
const document = openapiDocument(root);
writeFileSync(join(root, 'src/protocol/openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
const operations = Object.values(document.paths).flatMap((path) =>
  Object.keys(path).filter((key) => key !== 'servers'),
);
console.log(
  `${operations.length} operations, ${Object.keys(document.components.schemas).length} schemas in src/protocol/openapi.json`,
);
const vectors = join(root, 'test/vectors/vectors.json');
const former = existsSync(vectors) ? JSON.parse(readFileSync(vectors, 'utf8')) : {};
const made = await makeVectors(former);
writeFileSync(vectors, `${JSON.stringify(made, null, 2)}\n`);
writeFileSync(join(root, 'docs/protocol/vectors.md'), vectorsPage(made));
const byTests = requirements.filter(({ check }) => check && 'test' in check).length;
console.log(`${requirements.length} requirements, ${byTests} of them checked by a test of this repository`);
writeReport(options.json, { requirements });
