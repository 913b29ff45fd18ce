import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleOf } from '../../scripts/protocol/examples.mjs';
import { lintOpenapi } from '../../scripts/protocol/lint.mjs';
import { NAMED } from '../../scripts/protocol/named.mjs';
import { openapiDocument } from '../../scripts/protocol/openapi.mjs';
import { schemaFiles } from '../../scripts/protocol/package-files.mjs';
import { OPERATIONS } from '../../src/protocol/operations.ts';
import { PROBLEM_CODES } from '../../src/protocol/problem.ts';
import { read, root } from './pages.ts';

const PATH = 'src/protocol/openapi.json';
const written = read(PATH);
const document = JSON.parse(written);

describe('the OpenAPI document', () => {
  test('is what the schemas, their comments and the table of operations make (npm run protocol)', () => {
    assert.equal(written, `${JSON.stringify(openapiDocument(root), null, 2)}\n`);
  });

  test('has nothing that Redocly finds fault with', async () => {
    assert.deepEqual(await lintOpenapi(root, written), []);
    const broken = written.replace('#/components/schemas/Me"', '#/components/schemas/Nobody"');
    assert.notEqual((await lintOpenapi(root, broken)).length, 0);
  });

  test('says of each schema and each operation what it is', () => {
    const silent = Object.entries<{ description?: string }>(document.components.schemas)
      .filter(([, { description }]) => !description)
      .map(([name]) => name);
    assert.deepEqual(silent, []);
    const ids = OPERATIONS.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
    assert.deepEqual(
      OPERATIONS.filter(({ summary }) => !summary).map(({ id }) => id),
      [],
    );
  });

  test('shows an example of each schema, which that schema reads', () => {
    for (const [name, schema] of Object.entries(NAMED)) {
      const example = exampleOf(name);
      assert.notEqual(example, undefined, name);
      const { success, error } = schema.safeParse(example);
      assert.ok(success, `${name}: ${JSON.stringify(error?.issues)}`);
    }
  });

  test('names every code that a backend answers under its base', () => {
    const named = JSON.stringify(document.components.responses);
    // Of addresses without an operation, and of what is refused before one is found.
    const elsewhere = ['method_not_allowed'];
    assert.deepEqual(
      PROBLEM_CODES.filter((code) => !named.includes(`"${code}"`)),
      elsewhere,
    );
  });

  test('comes apart into JSON Schemas that refer to one another', () => {
    const files = schemaFiles(document);
    assert.deepEqual(
      Object.keys(files).sort(),
      Object.keys(NAMED)
        .map((name) => `${name}.json`)
        .sort(),
    );
    for (const [name, schema] of Object.entries(files)) {
      for (const [, target] of JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)) {
        assert.ok(target! in files, `${name} → ${target}`);
      }
    }
  });
});
