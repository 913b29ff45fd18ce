// npm run build:sandbox, build:conformance: a workspace's package in its dist/, ready for npm pack and npm publish. The sources
// become JavaScript file by file and keep their places, so that what they read beside themselves is where it was.

import { execFileSync } from 'node:child_process';
import fs, { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import { buildAll } from './build-dist.mjs';
import { lowestNode, oneOf, readOptions } from './command.mjs';

const HELP = `Builds the package @family-auth/NAME in NAME/dist/, of what NAME/published.mjs lists: as JavaScript, with everything
that it reads. npm pack ./NAME/dist makes the tarball.

  npm run build:sandbox
  npm run build:conformance

  --help        show this

Exit code: 0 when it is built, else 1; a wrong command 2.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const LIBRARY = '@family-auth/library/';
const workspace = readOptions({
  name: 'build-package',
  help: HELP,
  options: {},
  allowPositionals: true,
  check: ({ positionals: [name] }) => oneOf('the workspace', name, ['sandbox', 'conformance']),
});
const { published } = await import(`../${workspace}/published.mjs`);
const out = join(root, workspace, 'dist');

if (published.needsLibraryBuild && !(await buildAll({ ifNeeded: true }))) process.exit(1);
rmSync(out, { recursive: true, force: true });
const imported = await buildScripts();
if (published.declarations) declare(published.declarations);
for (const path of published.files) cpSync(join(root, path), join(out, path), { recursive: true });
for (const name of ['LICENSE', 'NOTICE']) cpSync(join(root, name), join(out, name));
cpSync(join(root, workspace, 'NPM.md'), join(out, 'README.md'));
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest(imported), null, 2)}\n`);
console.log(`build: ${relative(root, out)}`);

/** @returns the packages that the scripts import. */
async function buildScripts() {
  const commands = Object.values(published.manifest.bin).map((path) => path.replace(/\.js$/, ''));
  const bundle = await rollup({
    input: published.entries.map((path) => join(root, path)),
    external: (id) => /^(?:node:|@?[a-z])/i.test(id) && !id.startsWith(LIBRARY),
    plugins: [
      filesByName(),
      json(),
      nodeResolve({ extensions: ['.mjs', '.js', '.ts'], preferBuiltins: true }),
      esbuild({ target: 'node22', tsconfig: false, legalComments: 'none' }),
    ],
  });
  const { output } = await bundle.write({
    dir: out,
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: root,
    entryFileNames: '[name].js',
    banner: ({ name }) => (commands.includes(name) ? '#!/usr/bin/env node' : ''),
  });
  await bundle.close();
  const names = output.flatMap((chunk) =>
    chunk.type === 'chunk' ? [...chunk.imports, ...chunk.dynamicImports] : [],
  );
  return new Set(names.map((name) => /^((?:@[^/]+\/)?[^/]+)/.exec(name)[1]));
}

/** Names of files in the code: a script of ours ends in .js, and the library's files lie beside the package's. */
function filesByName() {
  return {
    name: 'files-by-name',
    transform(code, id) {
      const up = posix.relative(dirname(relative(root, id)), 'src');
      const changed = code
        .replaceAll(/(new URL\('\.[^']*)\.ts(', import\.meta\.url\))/g, '$1.js$2')
        .replaceAll(
          /import\.meta\.resolve\(\s*'@family-auth\/library\/([^']+)',?\s*\)/g,
          (_, path) => `new URL('${up}/${path}', import.meta.url).href`,
        );
      return changed === code ? null : { code: changed, map: null };
    },
  };
}

/** The compiler leaves the sources' names in declarations. */
function declare(config) {
  execFileSync(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', config], {
    cwd: root,
  });
  for (const path of fs.globSync('**/*.d.ts', { cwd: out })) {
    const up = posix.relative(dirname(path), 'src');
    const text = readFileSync(join(out, path), 'utf8').replaceAll(`'${LIBRARY}`, `'${up}/`);
    writeFileSync(join(out, path), text.replaceAll(/(['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'));
  }
}

/** Of what the sources import, nothing may be missing; of what is loaded by its path, the workspace's package.json knows. */
function manifest(imported) {
  const of = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const [library, own] = [of('package.json'), of(`${workspace}/package.json`)];
  const { '@family-auth/library': _, ...dependencies } = own.dependencies;
  const known = { ...library.devDependencies, ...library.dependencies, ...dependencies };
  for (const name of imported) {
    if (name.startsWith('node:') || name in dependencies || fs.existsSync(join(out, name))) continue;
    if (!(name in known)) throw new Error(`${name} is imported and in no package.json.`);
    dependencies[name] = known[name];
  }
  const { name, description, license, type } = own;
  return {
    ...{ name, version: library.version, description, license, type, keywords: library.keywords },
    ...published.manifest,
    publishConfig: { access: 'public' },
    engines: { node: `>=${lowestNode}` },
    dependencies: Object.fromEntries(Object.entries(dependencies).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
