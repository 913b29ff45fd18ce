import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { root } from './bundle-graph.ts';

/** What a page or a program imports. */
const ENTRIES = ['src/index.ts', 'src/define.ts', 'src/client.ts', 'src/client/node.ts', 'src/testing.ts'];

interface Statement {
  readonly type: string;
  readonly start: number;
  readonly declaration?: Declaration | null;
  readonly source?: { readonly value: string } | null;
  readonly specifiers?: readonly { local: { name: string }; exported: { name: string } }[];
}
interface Declaration {
  readonly id?: { readonly name: string };
  readonly declarations?: readonly { readonly id: { readonly name: string } }[];
}

/** The public names, `FILE NAME`, whose declaration has no doc comment before it. */
export function undocumented(entries = ENTRIES, folder = root): string[] {
  return [...new Set(entries.flatMap((entry) => exportsOf(folder, entry)))].sort();
}

/** Those of `wanted` (default all) that `path` exports without a doc comment. */
function exportsOf(folder: string, path: string, wanted?: ReadonlySet<string>): string[] {
  const text = readFileSync(join(folder, path), 'utf8');
  const { program, comments } = parseSync(path, text);
  const isDocumented = ({ start }: Statement) =>
    comments.some(
      ({ type, value, end }) =>
        type === 'Block' && end <= start && /^\*\s*\S/.test(value) && text.slice(end, start).trim() === '',
    );
  const body = program.body as unknown as readonly Statement[];
  return body.flatMap((statement) => {
    if (statement.source) return reexportsOf(folder, path, statement, wanted);
    const names = namesOf(statement.declaration).filter((name) => !wanted || wanted.has(name));
    return statement.type.startsWith('Export') && !isDocumented(statement)
      ? names.map((name) => `${path} ${name}`)
      : [];
  });
}

function reexportsOf(
  folder: string,
  path: string,
  statement: Statement,
  wanted?: ReadonlySet<string>,
): string[] {
  if (!statement.type.startsWith('Export') || !statement.source!.value.startsWith('.')) return [];
  const target = posix.join(posix.dirname(path), statement.source!.value);
  if (statement.type === 'ExportAllDeclaration') return exportsOf(folder, target, wanted);
  const taken = statement.specifiers!.filter(({ exported }) => !wanted || wanted.has(exported.name));
  return taken.length > 0 ? exportsOf(folder, target, new Set(taken.map(({ local }) => local.name))) : [];
}

function namesOf(declaration: Declaration | null | undefined): string[] {
  const ids = declaration?.declarations?.map(({ id }) => id) ?? [declaration?.id];
  return ids.flatMap((id) => id?.name ?? []);
}
