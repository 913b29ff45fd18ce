import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts the files of a folder as they are into the output folder under `name`. */
export function copyFolder(path, name) {
  return {
    name: 'copy-folder',
    async buildStart() {
      for (const fileName of await readdir(path)) {
        this.emitFile({
          type: 'asset',
          fileName: `${name}/${fileName}`,
          source: await readFile(join(path, fileName)),
        });
      }
    },
  };
}
