import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';

/** Where the list stands: `{bundle: {file: [npm packages in it]}}`. `scripts/notice.mjs` compares NOTICE with it. */
export const bundledPackagesFile = 'node_modules/.cache/family-auth/bundled-packages.json';

/** Of each file in dist/, what it is made of: `{file: {room of src/ or package: bytes}}`. `npm run size` shows it. */
export const bundleContentsFile = 'node_modules/.cache/family-auth/bundle-contents.json';

const bundles = {};
const contents = {};

/** Writes down which npm packages, and how much of what, rollup has put into which file. */
export function recordModules(bundle) {
  return {
    name: 'record-modules',
    writeBundle({ dir }, files) {
      bundles[bundle] ??= {};
      for (const file of Object.values(files)) {
        if (file.type !== 'chunk') continue;
        bundles[bundle][file.fileName] = packagesOf(Object.entries(file.modules));
        contents[posix.relative('dist', posix.join(dir, file.fileName))] = contentsOf(file);
      }
      mkdirSync(dirname(bundledPackagesFile), { recursive: true });
      writeFileSync(bundledPackagesFile, `${JSON.stringify(bundles, null, 2)}\n`);
      writeFileSync(bundleContentsFile, `${JSON.stringify(contents, null, 2)}\n`);
    },
  };
}

/** Rollup knows how long a module is before the file is made small: each gets its share of what came of it. */
function contentsOf({ code, modules }) {
  const parts = {};
  for (const [path, { renderedLength }] of Object.entries(modules)) {
    const name = packageOf(path) ?? /.*\b(src\/[^/]+)/.exec(path)?.[1] ?? 'rollup';
    parts[name] = (parts[name] ?? 0) + renderedLength;
  }
  const whole = Object.values(parts).reduce((sum, length) => sum + length, 0);
  return Object.fromEntries(
    Object.entries(parts)
      .map(([name, length]) => [name, Math.round((length / whole) * code.length)])
      .filter(([, bytes]) => bytes > 0)
      .sort(([, a], [, b]) => b - a),
  );
}

const packageOf = (path) => /.*node_modules\/((?:@[^/]+\/)?[^/?]+)/.exec(path)?.[1];

function packagesOf(modules) {
  const names = modules
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .map(([path]) => packageOf(path))
    .filter(Boolean);
  return [...new Set(names)].sort();
}

/**
 * For pages without a bundler: the folder of the package is known from where the script lies, at whatever depth below
 * dist/. Written with `String(…)`, because bundlers take `new URL('…', import.meta.url)` for a file to be copied.
 */
export function besideScript() {
  return {
    name: 'beside-script',
    load(id) {
      return id.endsWith('/element/package-folder.ts')
        ? 'export const packageFolder = () => import.meta.PACKAGE_FOLDER;'
        : null;
    },
    resolveImportMeta(property, { chunkId }) {
      if (property !== 'PACKAGE_FOLDER') return null;
      const way = posix.relative(posix.dirname(posix.join('browser', chunkId)), '.');
      return `new URL('${way}/', String(import.meta.url))`;
    },
  };
}

/** Writes into src/landmarks/asset-names.ts the names and digests of the bundles of dist/assets/, which are built before. */
export function assetNames() {
  return {
    name: 'asset-names',
    transform(code, id) {
      if (!id.endsWith('/landmarks/asset-names.ts')) return null;
      const { bundles, files } = JSON.parse(readFileSync('dist/assets/manifest.json', 'utf8'));
      const named = Object.entries(bundles).reduce((text, [bundle, name]) => {
        const plain = new RegExp(`(['"])${bundle}\\.js\\1`);
        if (!plain.test(text)) throw new Error(`asset-names.ts does not name ${bundle}.js`);
        const { integrity } = files.find((file) => file.name === name);
        return text
          .replace(plain, JSON.stringify(name))
          .replace(new RegExp(`(['"]${bundle}['"]: )null`), (_, key) => `${key}${JSON.stringify(integrity)}`);
      }, code);
      return { code: named, map: null };
    },
  };
}

/** Puts the file at `path` as it is into the output folder under `fileName`. */
export function copyFile(path, fileName) {
  return {
    name: 'copy-file',
    async buildStart() {
      this.emitFile({ type: 'asset', fileName, source: await readFile(path) });
    },
  };
}

/** Takes out the addresses from which the landmark packages would load models by default: ours lie beside the code. */
export function withoutHostedModels() {
  return {
    name: 'without-hosted-models',
    transform(code) {
      if (!code.includes('https://tfhub.dev/')) return null;
      return { code: code.replace(/https:\/\/tfhub\.dev\/[^'"`]*/g, ''), map: null };
    },
  };
}
