import { digestOf } from './checks/earlier.ts';
import type { Judgement } from './judgement.ts';
import type { PictureReading } from './pictures/picture-reading.ts';

/** Gathers what a judgement leaves behind to recognise its pictures by; kept even when a later check refuses. */
export type Remembered = Judgement['remember'][number][];

/** Notes the pictures: before they are read by their digests alone, so that a film that fails early is known again. */
export function remember(
  remembered: Remembered,
  frames: readonly { readonly n: number; readonly jpeg: Uint8Array }[],
  readings: readonly PictureReading[] = [],
): void {
  const noted = frames.map(({ n, jpeg }, at) => {
    const reading = readings[at];
    const read = reading?.readable ? reading : null;
    return {
      n,
      digest: digestOf(jpeg),
      hash: read?.hash ?? null,
      faceHash: read?.faceHashes?.hash ?? null,
    };
  });
  remembered.splice(0, remembered.length, ...noted);
}
