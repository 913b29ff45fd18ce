import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { builtAssetPath } from '../../scripts/asset-names.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webm': 'video/webm',
};
/** What web servers compress on their own; everything else goes out as it lies there. */
const COMPRESSED = new Set(['.html', '.js', '.mjs', '.json', '.wasm']);

/**
 * Serves folders and bundles on localhost as a portal's server would: text and WebAssembly as gzip, nothing cached.
 *
 * @param {{folders: Record<string, string>, files: Map<string, Buffer>}} content by address; a folder's ends with `/`.
 * @returns {Promise<{origin: string, sent(): number, close(): void}>} `sent`: bytes of bodies since it was last asked,
 *   the video and the page itself left out.
 */
export async function serveBench({ folders, files }) {
  let sentBytes = 0;
  const packed = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const body = files.get(pathname) ?? fileIn(folders, builtAssetPath(pathname));
    if (!body) return response.writeHead(404).end();
    const type = extname(pathname);
    const headers = {
      'content-type': TYPES[type] ?? 'application/octet-stream',
      'cache-control': 'no-store',
    };
    if (type === '.webm') return sendRange(request, response, body, headers);
    if (COMPRESSED.has(type) && !packed.has(pathname)) packed.set(pathname, gzipSync(body));
    const sent = packed.get(pathname) ?? body;
    if (packed.has(pathname)) headers['content-encoding'] = 'gzip';
    if (!/^\/page\/(one\.html|page\.js)$/.test(pathname)) sentBytes += sent.length;
    response.writeHead(200, { ...headers, 'content-length': sent.length }).end(sent);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    sent() {
      const bytes = sentBytes;
      sentBytes = 0;
      return bytes;
    },
    close: () => server.close(),
  };
}

function fileIn(folders, pathname) {
  for (const [address, folder] of Object.entries(folders)) {
    if (!pathname.startsWith(address)) continue;
    const path = normalize(join(folder, decodeURIComponent(pathname.slice(address.length))));
    if (!path.startsWith(normalize(folder + sep))) return null;
    return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : null;
  }
  return null;
}

/** A video is wound to and fro, which a browser does by ranges. */
function sendRange(request, response, body, headers) {
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from);
  const end = to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  response.writeHead(206, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-range': `bytes ${start}-${end}/${body.length}`,
    'content-length': end - start + 1,
  });
  response.end(body.subarray(start, end + 1));
}

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
