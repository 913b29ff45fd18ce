import { checkFound, type DocumentShape } from '@family-auth/library/documents/check-document.ts';
import { findCard } from '@family-auth/library/documents/find-card.ts';
import { lumaOf } from '@family-auth/library/documents/luma.ts';
import { createNodeDetector } from '@family-auth/library/landmarks/node-host.ts';
import { lumaAt, type Pixels } from '@family-auth/library/landmarks/pixels.ts';
import { sampleRect } from '@family-auth/library/landmarks/sample-rect.ts';
import { alignFace, CHIP_SIDE } from './align-face.ts';
import { type DecodedPicture, decodePicture } from './decode-picture.ts';
import { faceHashes } from './perceptual-hashes.ts';
import type { PictureKind, PictureReader, PictureReading, ReadPicture } from './picture-reading.ts';
import { loadRecognitionNet } from './recognition-net.ts';

/** Looks at pictures in this thread, which it keeps busy for 100 to 150 ms a picture. Loads the models first, about 2 s. */
export async function lookAtPictures(): Promise<PictureReader> {
  const detector = await createNodeDetector();
  const net = await loadRecognitionNet();

  async function findFace(pixels: Pixels): Promise<Pick<ReadPicture, 'faces' | 'face'>> {
    const found = await detector.detectStill({ ...pixels, timestampMs: 0 });
    if (found.kind !== 'face') return { faces: found.kind, face: null };
    return { faces: 'one', face: found.face };
  }

  async function look(kind: PictureKind, { pixels, hash, thumbnail }: DecodedPicture): Promise<ReadPicture> {
    const { width, height } = pixels;
    const document = kind === 'photo' ? documentFaults(pixels) : null;
    const whole = { readable: true, width, height, hash, thumbnail, document } as const;
    const { faces, face } = await findFace(pixels);
    if (!face) return { ...whole, faces, face, descriptor: null, faceHashes: null, sharpness: 0 };
    const options = { side: CHIP_SIDE, border: 'replicate', range: [0, 255] } as const;
    const chip = sampleRect(pixels, alignFace(face.points), options);
    const descriptor = await net.describe(chip);
    const seen = { faceHashes: faceHashes(chip), sharpness: sharpness(chip, CHIP_SIDE) };
    return { ...whole, faces, face, descriptor, ...seen };
  }

  return {
    async read(kind, pictures, signal) {
      const readings: PictureReading[] = [];
      for (const bytes of pictures) {
        signal?.throwIfAborted();
        const decoded = await decodePicture(kind, bytes);
        readings.push('readable' in decoded ? decoded : await look(kind, decoded));
      }
      return readings;
    },
    async close() {
      detector.close();
      net.dispose();
    },
  };
}

/** As the client looks at a photo from a file, for a card and for a passport's page. */
function documentFaults(pixels: Pixels): NonNullable<ReadPicture['document']> {
  const luma = lumaOf(pixels, 3);
  const found = findCard(luma);
  const { width, height } = pixels;
  const faultAs = (shape: DocumentShape) => checkFound(luma, found, { width, height, shape }).fault;
  return { card: faultAs('card'), page: faultAs('page') };
}

/** Variance of the Laplacian of a picture's luma (Pech-Pacheco 2000). @param chip RGB floats 0..255, `side` square. */
function sharpness(chip: Float32Array, side: number): number {
  const luma = new Float32Array(side * side);
  for (let at = 0; at < luma.length; at++) {
    luma[at] = lumaAt(chip, at * 3);
  }
  let sum = 0;
  let squares = 0;
  for (let row = 1; row < side - 1; row++) {
    for (let column = 1; column < side - 1; column++) {
      const at = row * side + column;
      const laplacian = luma[at - side]! + luma[at + side]! + luma[at - 1]! + luma[at + 1]! - 4 * luma[at]!;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  const count = (side - 2) * (side - 2);
  return squares / count - (sum / count) ** 2;
}
