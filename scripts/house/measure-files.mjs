import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * `{path, lines, functions: [{name, lines}], addresses}` of a source: lines from its first to its last character, blank ones
 * too; `addresses` are the files that it names by `new URL('…', import.meta.url)`, which dependency-cruiser does not see.
 */
export function measureFile(root, path) {
  const text = readFileSync(posix.join(root, path), 'utf8');
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineCounter(text);
  return {
    path,
    lines: lineAt(text.trimEnd().length),
    functions: functionsOf(program, lineAt),
    addresses: addressesOf(program).map((address) => posix.join(posix.dirname(path), address)),
  };
}

function addressesOf(program) {
  const found = [];
  new Visitor({
    NewExpression({ callee, arguments: [address, base] }) {
      const ofThisFile = base?.type === 'MemberExpression' && base.object.type === 'MetaProperty';
      if (callee.name === 'URL' && ofThisFile && typeof address.value === 'string') found.push(address.value);
    },
  }).visit(program);
  return found;
}

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
