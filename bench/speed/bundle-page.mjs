import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The bench's page and each pipeline as a bundle of its own: `{path: bytes}`, paths from `/page/`. */
export async function bundlePage(rivals) {
  const { outputFiles } = await build({
    entryPoints: [at('page.mjs')],
    outdir: '/page',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    logLevel: 'error',
    nodePaths: [rivals],
    // What Emscripten's start code and seedrandom ask Node for, and never in a browser.
    external: ['crypto', 'fs', 'path', 'os', 'util', 'worker_threads', 'perf_hooks'],
  });
  return new Map(
    outputFiles.map(({ path, contents }) => [path.replaceAll('\\', '/'), Buffer.from(contents)]),
  );
}
