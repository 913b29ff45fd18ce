import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** `{lines, functions: [{name, lines}]}` of a source: lines from its first to its last character, blank ones too. */
export function measureFile(root, path) {
  const text = readFileSync(posix.join(root, path), 'utf8');
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineCounter(text);
  return { path, lines: lineAt(text.trimEnd().length), functions: functionsOf(program, lineAt) };
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
