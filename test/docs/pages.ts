import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every page for readers, from the repository's root; not the consent texts, which are the sandbox's. */
export function pages(): string[] {
  const folders = ['', 'sandbox/', 'docs/', 'docs/guides/', 'docs/errors/', 'docs/protocol/', '.changeset/'];
  return folders
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => folder + name))
    .filter((path) => path.endsWith('.md'))
    .sort();
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
export const isThere = (path: string): boolean => existsSync(join(root, path));

/** Text without code blocks: what a reader sees as words and links. */
const withoutBlocks = (text: string) => text.replace(/^ *(```|~~~).*?^ *\1$/gms, '');

/** The links of a page that lead into the repository, as `{path, anchor}` from its root. */
export function linksOf(
  page: string,
  text: string = read(page),
): { path: string; anchor: string | undefined }[] {
  const words = withoutBlocks(text).replace(/`[^`\n]*`/g, (code) => 'x'.repeat(code.length));
  return [...words.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path, anchor] = target.split('#');
      return { path: path ? posix.join(dirname(page), path) : page, anchor };
    });
}

/** The anchors of a page's headings, as GitHub and VitePress both spell plain ones. */
export function anchorsOf(page: string): string[] {
  return [...withoutBlocks(read(page)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** Paths of this repository that a page names in code, e.g. `src/base/errors.ts` or `docs/`; patterns are left out. */
export function pathsNamedIn(text: string): string[] {
  const code = [...text.matchAll(/^ *```.*?^ *```|`[^`\n]+`/gms)].map(([piece]) => piece).join('\n');
  const paths = code.matchAll(
    /(?<![\w./@-])(?:src|test|docs|stories|bench|examples|scripts|sandbox)\/[\w./*{}<>-]*(?<!\.)/g,
  );
  return [...new Set([...paths].map(([path]) => path))].filter((path) => !/[*{}<>]/.test(path));
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a page that names a test by file and title names one that is there. */
export const hasTest = (file: string, title: string): boolean =>
  isThere(file) && new RegExp(`\\b(?:it|test)\\(\\s*['"\`]${literal(title)}['"\`]`).test(read(file));
