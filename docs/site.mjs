// npm run docs: the pages as a site, with a Markdown twin of each and llms.txt, and a reference of every name that is exported.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../scripts/command.mjs';
import { pages, root, textOf } from './pages.mjs';

const HELP = `Builds the documents as a site into docs/dist/site/: pages, a Markdown twin of each (start.html, start.md), llms.txt.
The reference of every exported name is made from the doc comments (api/). A link to a page that is not there fails the build. Installs
VitePress and TypeDoc into docs/node_modules the first time (150 MB).

  npm run docs -- [options]

  --base PATH   where the site will stand below its host (default /)
  --serve       shows the site on http://localhost:4173 when it is built
  --help        show this

Exit code: 0 when it was built, else 1; a wrong command 2.
`;

const docs = fileURLToPath(new URL('.', import.meta.url));
const written = join(docs, 'dist', 'pages');
const site = join(docs, 'dist', 'site');

const { base, serve } = readOptions({
  name: 'docs',
  help: HELP,
  options: { base: { type: 'string', default: '/' }, serve: { type: 'boolean', default: false } },
});
if (!install()) fail('VitePress could not be installed (npm says why above). Is the registry reachable?');
const all = pages();
writePages();
if (!vitepress('build')) fail('the site was not built (VitePress says why above)');
if (!reference()) fail('the reference was not built (TypeDoc says why above)');
writeTwins();
console.log(`docs: ${all.length} pages in docs/dist/site/`);
if (serve && !vitepress('preview')) process.exitCode = 1;

function fail(why) {
  console.error(`docs: ${why}`);
  process.exit(1);
}

/** Once for each lockfile. Not a workspace: nobody who builds or tests the package needs it. */
function install() {
  const digest = createHash('sha256')
    .update(readFileSync(join(docs, 'package-lock.json')))
    .digest('hex');
  const mark = join(docs, 'node_modules', '.setup');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return true;
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, words] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  if (spawnSync(program, words, { cwd: docs, stdio: 'inherit' }).status !== 0) return false;
  writeFileSync(mark, digest);
  return true;
}

function writePages() {
  rmSync(join(docs, 'dist'), { recursive: true, force: true });
  const takePicture = (source) => {
    const target = `pictures/${basename(source)}`;
    mkdirSync(join(written, 'pictures'), { recursive: true });
    copyFileSync(join(root, source), join(written, target));
    return target;
  };
  for (const page of all) {
    const path = join(written, page.target);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textOf(page, all, { takePicture }));
  }
}

function vitepress(command) {
  const program = join(docs, 'node_modules', 'vitepress', 'bin', 'vitepress.js');
  const { status } = spawnSync(process.execPath, [program, command, docs], {
    stdio: 'inherit',
    env: { ...process.env, FAMILY_AUTH_DOCS_BASE: base },
  });
  return status === 0;
}

/** Every name of the entries, from their doc comments, in `api/`. */
function reference() {
  const program = join(docs, 'node_modules', 'typedoc', 'bin', 'typedoc');
  const { status } = spawnSync(process.execPath, [program, '--options', join(docs, 'typedoc.json')], {
    stdio: 'inherit',
  });
  return status === 0;
}

/** For readers that are programs (llmstxt.org): the same pages as Markdown, a list of them, and all in one file. */
function writeTwins() {
  const texts = all.map((page) => ({ ...page, text: readFileSync(join(written, page.target), 'utf8') }));
  for (const { target, text } of texts) writeFileSync(join(site, target), text);
  cpSync(join(written, 'pictures'), join(site, 'pictures'), { recursive: true });
  const { description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const groups = Map.groupBy(texts.slice(1), ({ group }) => group);
  const lists = [...groups].map(([group, of]) => {
    const lines = of.map(({ title, target }) => `- [${title}](${base}${target})`);
    return `## ${group}\n\n${lines.join('\n')}\n`;
  });
  writeFileSync(join(site, 'llms.txt'), `# family-auth\n\n> ${description}\n\n${lists.join('\n')}`);
  writeFileSync(join(site, 'llms-full.txt'), texts.map(({ text }) => text.trim()).join('\n\n---\n\n'));
}
