import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './run-npm.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The backend that the examples name: that of `npm start`. */
const NAMED_BACKEND = 'http://127.0.0.1:8091';
const NAMED_ISOLATION = 'isolation="inline"';

/** The package as it would be published. @returns {Promise<{path: string, remove(): void}>} */
export async function packPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-pack-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const { fault } = await runNpm(`pack --ignore-scripts --pack-destination ${folder}`, root);
  const [name] = readdirSync(folder);
  if (fault || !name) {
    remove();
    throw new Error(fault ?? 'npm pack made nothing');
  }
  return { path: join(folder, name), remove };
}

/**
 * An example in a folder of its own, with the packed package and everything else installed.
 *
 * @returns {Promise<{folder: string, fault: string|null, remove(): void}>}
 */
export async function installStack({ name, example, isolation, versions }, { tarball, backend }) {
  const folder = mkdtempSync(join(tmpdir(), `family-auth-${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  cpSync(join(root, 'examples', example), folder, { recursive: true });
  exchange(folder, {
    [NAMED_BACKEND]: backend,
    [NAMED_ISOLATION]: NAMED_ISOLATION.replace('inline', isolation),
  });
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const of of [manifest.dependencies, manifest.devDependencies]) {
    for (const [packageName, version] of Object.entries({ ...versions, 'family-auth': `file:${tarball}` })) {
      if (packageName in of) of[packageName] = version;
    }
  }
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  const { fault } = await runNpm('install --no-audit --no-fund --loglevel=error', folder);
  return { folder, fault, remove };
}

function exchange(folder, words) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    const exchanged = Object.entries(words).reduce((all, [from, to]) => all.replaceAll(from, to), text);
    if (exchanged !== text) writeFileSync(path, exchanged);
  }
}
