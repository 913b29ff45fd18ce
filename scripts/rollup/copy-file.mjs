import { readFile } from 'node:fs/promises';

/** Puts the file at `path` as it is into the output folder under `fileName`. */
export function copyFile(path, fileName) {
  return {
    name: 'copy-file',
    async buildStart() {
      this.emitFile({ type: 'asset', fileName, source: await readFile(path) });
    },
  };
}
