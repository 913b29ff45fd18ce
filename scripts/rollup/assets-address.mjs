import { posix } from 'node:path';

const inSource = /new URL\((["'])\.\.\/assets\/\1,\s*import\.meta\.url\)/g;

/**
 * Sources name the folder of the worker and the models as `new URL('../assets/', import.meta.url)`. A built file may
 * lie at any depth: this writes the way from each to dist/assets/.
 */
export function assetsAddress() {
  return {
    name: 'assets-address',
    renderChunk(code, chunk, { dir }) {
      if (!inSource.test(code)) return null;
      const from = posix.dirname(posix.join(dir, chunk.fileName));
      const way = posix.relative(from, 'dist/assets');
      const address = way.startsWith('.') ? way : `./${way}`;
      return { code: code.replace(inSource, `new URL('${address}/', import.meta.url)`), map: null };
    },
  };
}
