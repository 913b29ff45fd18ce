// npm run build:sandbox: the package @family-auth/sandbox in sandbox/dist/, ready for npm pack and npm publish. The sources
// become JavaScript file by file and keep their places, so that what they read beside themselves is where it was.

import fs, { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import { buildAll } from './build-dist.mjs';
import { lowestNode, readOptions } from './command.mjs';

const HELP = `Builds the package @family-auth/sandbox in sandbox/dist/: the sandbox as JavaScript, with the library's build, the
rendered people and everything else that it reads. npm pack ./sandbox/dist makes the tarball.

  npm run build:sandbox

  --help        show this

Exit code: 0 when it is built, else 1; a wrong command 2.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'sandbox', 'dist');
const LIBRARY = '@family-auth/library/';

/** What runs, and what a program or a process of the sandbox's own loads by its name. */
const ENTRIES = [
  'sandbox/src/bin.ts',
  'sandbox/src/server/start-sandbox.ts',
  'sandbox/src/pictures/picture-worker.ts',
];

/** What is read at run time; a folder with everything in it. */
const FILES = [
  'sandbox/portal',
  'sandbox/notices',
  'sandbox/CITIZENS.md',
  ...fs.globSync('sandbox/migrations/{*.sql,meta/_journal.json}', { cwd: root }),
  ...fs.globSync('sandbox/src/**/*.{css,js}', { cwd: root }),
  'src/landmarks/models',
  'src/testing/people',
  'dist/assets',
  'dist/browser',
  'dist/frame-page',
  'dist/testing',
];

readOptions({ name: 'build:sandbox', help: HELP, options: {} });
if (!(await buildAll({ ifNeeded: true }))) process.exit(1);
rmSync(out, { recursive: true, force: true });
const imported = await buildScripts();
for (const path of FILES) cpSync(join(root, path), join(out, path), { recursive: true });
for (const name of ['LICENSE', 'NOTICE']) cpSync(join(root, name), join(out, name));
cpSync(join(root, 'sandbox', 'NPM.md'), join(out, 'README.md'));
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest(imported), null, 2)}\n`);
console.log(`build:sandbox: ${relative(root, out)}`);

/** @returns the packages that the scripts import. */
async function buildScripts() {
  const bundle = await rollup({
    input: ENTRIES.map((path) => join(root, path)),
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
    banner: ({ name }) => (name === 'sandbox/src/bin' ? '#!/usr/bin/env node' : ''),
  });
  await bundle.close();
  const names = output.flatMap((chunk) =>
    chunk.type === 'chunk' ? [...chunk.imports, ...chunk.dynamicImports] : [],
  );
  return new Set(names.map((name) => /^((?:@[^/]+\/)?[^/]+)/.exec(name)[1]));
}

/** Names of files in the code: a script of ours ends in .js, and the library's files lie beside the sandbox's. */
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

/** Of what the sources import, nothing may be missing; of what is loaded by its path, sandbox/package.json knows. */
function manifest(imported) {
  const of = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const [library, sandbox] = [of('package.json'), of('sandbox/package.json')];
  const { '@family-auth/library': _, ...dependencies } = sandbox.dependencies;
  const known = { ...library.devDependencies, ...library.dependencies, ...dependencies };
  for (const name of imported) {
    if (name.startsWith('node:') || name in dependencies || fs.existsSync(join(out, name))) continue;
    if (!(name in known)) throw new Error(`${name} is imported and in no package.json.`);
    dependencies[name] = known[name];
  }
  const { name, description, license, type } = sandbox;
  return {
    name,
    version: library.version,
    description,
    license,
    type,
    keywords: library.keywords,
    bin: { 'family-auth-sandbox': 'sandbox/src/bin.js' },
    exports: { '.': './sandbox/src/server/start-sandbox.js', './package.json': './package.json' },
    publishConfig: { access: 'public' },
    engines: { node: `>=${lowestNode}` },
    dependencies: Object.fromEntries(Object.entries(dependencies).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
