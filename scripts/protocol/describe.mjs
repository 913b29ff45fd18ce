import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

// The descriptions of the JSON Schemas: the doc comments in src/protocol, at the schemas and at their members. They so stand in
// one place and cost a page nothing.

/**
 * A schema as it is declared: its own comment, and those of its members.
 *
 * @typedef {{description?: string, members: Record<string, Described>, named?: string}} Described
 * `named`: another declaration that it is.
 */

/**
 * What src/protocol says of each schema, by the name of its declaration (`ApplicationSchema`).
 *
 * @param {string} root the repository's.
 * @returns {Map<string, Described>}
 */
export function describedSchemas(root) {
  const folder = join(root, 'src/protocol');
  const found = new Map();
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ts'))) {
    const source = readFileSync(join(folder, name), 'utf8');
    const { program, comments } = parseSync(name, source);
    const commentOf = commentsIn(source, comments);
    const types = new Map();
    const schemas = [];
    for (const statement of program.body) {
      const declaration = statement.declaration ?? statement;
      if (/^TS(TypeAlias|Interface)Declaration$/.test(declaration.type))
        types.set(declaration.id.name, commentOf(statement));
      if (declaration.type !== 'VariableDeclaration') continue;
      for (const { id, init } of declaration.declarations) {
        if (!id.name?.endsWith('Schema') || !init) continue;
        schemas.push([id.name, { ...describe(init, commentOf), description: commentOf(statement) }, init]);
      }
    }
    for (const [schema, described] of schemas) {
      const type = typeOf(program, schema);
      found.set(schema, { ...described, description: described.description ?? types.get(type) });
    }
  }
  return found;
}

/** The name of the type that is inferred from a schema. */
function typeOf(program, schema) {
  for (const { declaration } of program.body) {
    if (declaration?.type !== 'TSTypeAliasDeclaration') continue;
    const argument = declaration.typeAnnotation.typeArguments?.params?.[0];
    if (argument?.exprName?.name === schema) return declaration.id.name;
  }
  return undefined;
}

/** The doc comment just before a node, without its tags. */
function commentsIn(source, comments) {
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return ({ start }) => {
    const before = docs.findLast(({ end }) => end <= start && source.slice(end, start).trim() === '');
    return before && wordsOf(before.value);
  };
}

const wordsOf = (comment) =>
  comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/^@[\s\S]*/m, '')
    .replace(/\{@link (\w+)(?:\.\w+)?\}/g, (_, name) => `\`${name.replace(/Schema$/, '')}\``)
    .replace(/\s+/g, ' ')
    .trim() || undefined;

/** The first object of a schema's expression, through `optional`, `array` and the like; or the declaration that it names. */
function describe(expression, commentOf) {
  if (expression.type === 'Identifier') return { members: {}, named: expression.name };
  if (expression.type === 'ObjectExpression') {
    const members = expression.properties.filter(({ type }) => type === 'Property');
    return {
      members: Object.fromEntries(
        members.map((member) => [
          member.key.name ?? member.key.value,
          { ...describe(member.value, commentOf), description: commentOf(member) },
        ]),
      ),
    };
  }
  if (expression.type !== 'CallExpression') return { members: {} };
  const { callee } = expression;
  const called = callee.property?.name ?? callee.name;
  if (called === 'check') return describe(callee.object, commentOf);
  if (!['object', 'optional', 'array', 'nullable', 'intersection', 'union'].includes(called))
    return { members: {} };
  const [first] = expression.arguments;
  if (!first) return { members: {} };
  return first.type === 'ArrayExpression' ? { members: {} } : describe(first, commentOf);
}

/**
 * Writes the descriptions into a JSON Schema that was made of a declaration; references keep what they refer to.
 *
 * @param {object} schema changed in place.
 * @param {Described | undefined} described
 * @param {Map<string, Described>} all
 */
export function addDescriptions(schema, described, all) {
  if (!described || !schema) return schema;
  const named = described.named === undefined ? undefined : all.get(described.named);
  const description = described.description ?? (schema.$ref ? undefined : named?.description);
  if (description) schema.description = description;
  const members =
    named && Object.keys(described.members).length === 0 ? membersOf(named, all) : described.members;
  const inner =
    schema.type === 'array' ? schema.items : (schema.anyOf?.find(({ type }) => type === 'object') ?? schema);
  if (inner.$ref) return schema;
  for (const [name, member] of Object.entries(members)) {
    if (inner.properties?.[name]) addDescriptions(inner.properties[name], member, all);
  }
  return schema;
}

function membersOf(described, all) {
  if (described.named === undefined || Object.keys(described.members).length > 0) return described.members;
  const named = all.get(described.named);
  return named ? membersOf(named, all) : {};
}
