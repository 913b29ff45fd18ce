import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { globSync } from '../glob.mjs';

/**
 * Every source of the library and the sandbox:
 * `{path, room, lines, imports: [{target, package, typeOnly}], functions: [{name, lines}]}`.
 * `target` is the imported source's path; `package` the specifier of what is no source of this repository.
 * Files right under src/ (the entries) have the room `undefined`: they may import everything.
 */
export function readSources(root) {
  const paths = globSync(['src/**/*.{ts,mjs}', 'sandbox/src/**/*.{ts,mjs}'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.d.ts') && !posix.basename(path).startsWith('rollup.'));
  return paths.sort().map((path) => readSource(root, path));
}

function readSource(root, path) {
  const text = readFileSync(posix.join(root, path), 'utf8');
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineCounter(text);
  return {
    path,
    room: roomOf(path),
    lines: lineAt(text.trimEnd().length),
    imports: importsOf(program, module, text).map(({ specifier, typeOnly }) => {
      const target = targetOf(specifier, path);
      return target ? { target, typeOnly } : { package: specifier, typeOnly };
    }),
    functions: functionsOf(program, lineAt),
  };
}

/** The source that an import names: beside the importing file, or by the name of the workspace src/. */
function targetOf(specifier, path) {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier);
  const [, inLibrary] = /^@family-auth\/library\/(.+)$/.exec(specifier) ?? [];
  return inLibrary && `src/${inLibrary}`;
}

/** The room in which a source lies; the whole sandbox is one. */
export function roomOf(path) {
  if (path.startsWith('sandbox/')) return 'sandbox';
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function importsOf(program, module, text) {
  const found = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    found.push({ specifier: moduleRequest.value, typeOnly: allTypes(entries) });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ specifier: moduleRequest.value, typeOnly: isType });
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal) found.push({ specifier: literal[2], typeOnly: false });
  }
  new Visitor({
    TSImportType: ({ source }) => found.push({ specifier: source.value, typeOnly: true }),
  }).visit(program);
  return found;
}

const allTypes = (entries) => entries.length > 0 && entries.every(({ isType }) => isType);

function functionsOf(program, lineAt) {
  const found = [];
  const names = new Map();
  const add = (node) => {
    const lines = lineAt(node.end) - lineAt(node.start) + 1;
    found.push({ name: node.id?.name ?? names.get(node) ?? '(anonymous)', lines });
  };
  new Visitor({
    VariableDeclarator: ({ id, init }) => names.set(init, id.name),
    Property: ({ key, value }) => names.set(value, key.name),
    PropertyDefinition: ({ key, value }) => names.set(value, key.name),
    MethodDefinition: ({ key, value }) => names.set(value, key.name),
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(program);
  return found;
}

function lineCounter(text) {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    const next = starts.findIndex((start) => start > offset);
    return next === -1 ? starts.length : next;
  };
}
