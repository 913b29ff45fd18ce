import { readFile } from 'node:fs/promises';

/**
 * One of the example's pictures, as if just taken: a comment makes its bytes new, since a backend refuses a photo that
 * it has seen before.
 */
export async function takePhoto(name: 'id-document' | 'social-security-card'): Promise<Uint8Array> {
  const jpeg = await readFile(new URL(`./pictures/${name}.jpg`, import.meta.url));
  const comment = Buffer.from(`taken ${new Date().toISOString()} ${crypto.randomUUID()}`);
  // A COM segment right after the start of image (ITU-T T.81, B.2.4.5).
  const segment = Buffer.from([0xff, 0xfe, 0, comment.length + 2, ...comment]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}
