import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PROGRAMS } from './face-programs.ts';
import { readModels, startWasm } from './node-host.ts';
import { packFacePrograms } from './record-face-programs.ts';

/**
 * The files that the browser fetches of the model, by name: each program packed and zipped.
 *
 * @throws Error when a program is not the one that `face-programs.ts` pins: after a change of the model's files, of what is
 * cut out of them or of tfjs, the digests there have to follow.
 */
export async function makeProgramFiles(): Promise<Map<string, Uint8Array>> {
  await startWasm();
  const packed = packFacePrograms(await readModels());
  for (const { file } of PROGRAMS) {
    const content = packed.get(file.name)!;
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (sha256 !== file.sha256 || content.length !== file.byteLength) {
      const found = `byteLength: ${content.length}, sha256: '${sha256}'`;
      throw new Error(`${file.name} is not the program that face-programs.ts pins; it is { ${found} }`);
    }
  }
  return new Map([...packed].map(([name, content]) => [name, gzipSync(content, { level: 9 })]));
}
