import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { protocolPages, requirementsOf } from './requirements.mjs';

// What the package holds of the protocol for programs, `family-auth/protocol/*`. Runs in any Node: imports no TypeScript.

/**
 * Writes dist/protocol/.
 *
 * @param {string} root the repository's.
 */
export function writeProtocolFiles(root) {
  const document = JSON.parse(readFileSync(join(root, 'src/protocol/openapi.json'), 'utf8'));
  const files = {
    'openapi.json': document,
    'requirements.json': requirementsOf(root),
    'vectors.json': JSON.parse(readFileSync(join(root, 'test/vectors/vectors.json'), 'utf8')),
    ...Object.fromEntries(
      Object.entries(schemaFiles(document)).map(([name, schema]) => [`schemas/${name}`, schema]),
    ),
  };
  for (const [name, content] of Object.entries(files)) {
    write(join(root, 'dist/protocol', name), `${JSON.stringify(content, null, 2)}\n`);
  }
  const pages = [
    ...protocolPages(root),
    { page: 'requirements.md', text: readFileSync(join(root, 'docs/protocol/requirements.md'), 'utf8') },
  ];
  for (const { page, text } of pages) write(join(root, 'dist/protocol/pages', page), withinThePages(text));
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A link to another page of the protocol stays; what is not in the package becomes plain text. */
const withinThePages = (text) =>
  text.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (link, words, target) =>
    /^[a-z]*(?:\.md)?(?:#|$)/.test(target) ? link : words,
  );

/**
 * The same schemas as files of their own (JSON Schema 2020-12), by file name.
 *
 * @param {{components: {schemas: Record<string, object>}}} document
 * @returns {Record<string, object>}
 */
export const schemaFiles = ({ components: { schemas } }) =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.json`,
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `https://family-auth.example/protocol/1.0/${name}.json`,
        title: name,
        ...JSON.parse(
          JSON.stringify(schema)
            .replaceAll('#/components/schemas/', '')
            .replaceAll(/"\$ref":"(\w+)"/g, '"$ref":"$1.json"'),
        ),
      },
    ]),
  );
