import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Pixels } from '../../src/landmarks/pixels.ts';

/** The rendered stills in `fixtures/`. */
export type Fixture =
  | 'anna-straight'
  | 'dev-glasses-turned'
  | 'face-before-shelves'
  | 'far-face'
  | 'finn-turned'
  | 'hua-eyes-closed'
  | 'no-face'
  | 'two-faces';

export async function readFixture(name: Fixture): Promise<Pixels> {
  const path = fileURLToPath(new URL(`fixtures/${name}.jpg`, import.meta.url));
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}
