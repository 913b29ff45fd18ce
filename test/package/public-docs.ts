import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { root } from './bundle-graph.ts';

/** What a page or a program imports, and where its source is. */
export const ENTRIES = {
  'family-auth': 'src/index.ts',
  'family-auth/define': 'src/define.ts',
  'family-auth/client': 'src/client.ts',
  'family-auth/client/node': 'src/client/node.ts',
  'family-auth/server': 'src/server.ts',
  'family-auth/verify': 'src/verify.ts',
  'family-auth/testing': 'src/testing.ts',
  'family-auth/react': 'src/react.ts',
  'family-auth/vite': 'src/vite.ts',
} as const;

/** A name that an entry exports, with what its doc comment says. */
export interface PublicName {
  readonly name: string;
  readonly file: string;
  /** Whether it is there at run time, and not a type alone. */
  readonly isValue: boolean;
  readonly comment: string;
  /** Of an interface or a class: what is public in it and has no comment of its own. */
  readonly bareMembers: readonly string[];
}

/** The code of a doc comment's examples. */
export const examplesIn = (comment: string): string[] =>
  [...comment.matchAll(/@example\n(?:[^@]*?)```ts\n(.*?)```/gs)].map(([, code]) => code!);

/** The public names, `FILE NAME`, whose declaration has no doc comment before it. */
export const undocumented = (entries?: readonly string[], folder?: string): string[] =>
  publicNames(entries, folder)
    .filter(({ comment }) => !/\w/.test(comment))
    .map(({ file, name }) => `${file} ${name}`)
    .sort();

/** The methods and fields, `FILE NAME.member`, of public interfaces and classes that have no doc comment. */
export const undocumentedMembers = (entries?: readonly string[], folder?: string): string[] =>
  publicNames(entries, folder).flatMap(({ file, name, bareMembers }) =>
    bareMembers.map((member) => `${file} ${name}.${member}`),
  );

/** Every name that the entries export, each once. */
export function publicNames(
  entries: readonly string[] = Object.values(ENTRIES),
  folder = root,
): PublicName[] {
  const all = entries.flatMap((entry) => namesOf(folder, entry));
  return [...new Map(all.map((each) => [`${each.file} ${each.name}`, each])).values()];
}

interface Statement {
  readonly type: string;
  readonly start: number;
  readonly declaration?: Declaration | null;
  readonly source?: { readonly value: string } | null;
  readonly specifiers?: readonly { local: { name: string }; exported: { name: string } }[];
}
interface Declaration {
  readonly type: string;
  readonly id?: { readonly name: string };
  readonly declarations?: readonly { readonly id: { readonly name: string } }[];
  readonly body?: { readonly body?: readonly Member[] };
}
interface Member {
  readonly type: string;
  readonly start: number;
  readonly static?: boolean;
  readonly override?: boolean;
  readonly kind?: string;
  readonly accessibility?: string | null;
  readonly key?: { readonly type: string; readonly name?: string; readonly value?: string };
}

const isPublic = ({ type, key, kind, accessibility, override, static: isStatic }: Member): boolean =>
  key !== undefined &&
  key.type !== 'PrivateIdentifier' &&
  kind !== 'constructor' &&
  kind !== 'set' &&
  !isStatic &&
  !override &&
  accessibility !== 'protected' &&
  !type.startsWith('TSIndex');

function namesOf(folder: string, file: string, wanted?: ReadonlySet<string>): PublicName[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const { program, comments } = parseSync(file, text);
  const commentBefore = (start: number) =>
    comments.findLast(
      ({ type, end }) => type === 'Block' && end <= start && text.slice(end, start).trim() === '',
    );
  return (program.body as unknown as readonly Statement[]).flatMap((statement) => {
    if (!statement.type.startsWith('Export')) return [];
    const { source, specifiers, declaration } = statement;
    if (source) {
      if (!source.value.startsWith('.')) return [];
      const target = posix.join(posix.dirname(file), source.value);
      if (statement.type === 'ExportAllDeclaration') return namesOf(folder, target, wanted);
      const taken = specifiers!.filter(({ exported }) => !wanted || wanted.has(exported.name));
      return taken.length > 0 ? namesOf(folder, target, new Set(taken.map(({ local }) => local.name))) : [];
    }
    const names =
      declaration?.declarations?.map(({ id }) => id.name) ?? (declaration?.id ? [declaration.id.name] : []);
    const comment = (commentBefore(statement.start)?.value ?? '').replace(/^ ?\* ?/gm, '');
    const bareMembers = (declaration?.body?.body ?? [])
      .filter((member) => isPublic(member) && !commentBefore(member.start))
      .map(({ key }) => key!.name ?? key!.value!);
    const isValue = !/^TS(Interface|TypeAlias)/.test(declaration?.type ?? '');
    return names
      .filter((name) => !wanted || wanted.has(name))
      .map((name) => ({ name, file, isValue, comment, bareMembers }));
  });
}
