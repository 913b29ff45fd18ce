import { createNodeDetector } from '@family-auth/library/landmarks/node-host.ts';
import type { Pixels } from '@family-auth/library/landmarks/pixels.ts';
import { sampleRect } from '@family-auth/library/landmarks/sample-rect.ts';
import { alignFace, CHIP_SIDE } from '../face/align-face.ts';
import { loadRecognitionNet } from '../face/recognition-net.ts';
import { type DecodedPicture, decodePicture } from './decode-picture.ts';
import { faceHashes } from './face-hash.ts';
import type { PictureReader, PictureReading, ReadPicture } from './picture-reading.ts';
import { sharpness } from './sharpness.ts';

/** Looks at pictures in this thread, which it keeps busy for 100 to 150 ms a picture. Loads the models first, about 2 s. */
export async function lookAtPictures(): Promise<PictureReader> {
  const detector = await createNodeDetector();
  const net = await loadRecognitionNet();

  async function findFace(pixels: Pixels): Promise<Pick<ReadPicture, 'faces' | 'face'>> {
    const found = await detector.detectStill({ ...pixels, timestampMs: 0 });
    if (found.kind !== 'face') return { faces: found.kind, face: null };
    return { faces: 'one', face: found.face };
  }

  async function look({ pixels, hash, thumbnail }: DecodedPicture): Promise<ReadPicture> {
    const { width, height } = pixels;
    const whole = { readable: true, width, height, hash, thumbnail } as const;
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
        readings.push('readable' in decoded ? decoded : await look(decoded));
      }
      return readings;
    },
    async close() {
      detector.close();
      net.dispose();
    },
  };
}
