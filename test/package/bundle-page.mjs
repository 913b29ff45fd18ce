import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';

const page = fileURLToPath(new URL('../../page.js', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/**
 * What a bundler makes of a page's script that imports this package.
 *
 * @param {string} script
 * @returns {Promise<{gzipBytes: number, modules: string[]}>} of the entry; `modules`: what of dist/ is in it.
 */
export async function bundlePage(script) {
  const bundle = await rollup({
    input: page,
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === page ? id : null),
        load: (id) => (id === page ? script : null),
      },
      nodeResolve({ browser: true }),
      terser(),
    ],
    onwarn: () => {},
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  const [{ code, modules }] = output;
  const ours = Object.keys(modules)
    .filter((id) => id.startsWith(dist))
    .map((id) => id.slice(dist.length));
  return { gzipBytes: gzipSync(code, { level: 9 }).length, modules: ours.map((id) => join(id)) };
}
