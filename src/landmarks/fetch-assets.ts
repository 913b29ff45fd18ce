import { LandmarkError } from '../base/errors.ts';
import { servedName } from './asset-names.ts';
import type { ModelFile } from './models.ts';

/**
 * Fetches pinned files from one folder, unzips those that are gzip, and compares their SHA-256.
 *
 * @param folder absolute address, ending in `/`.
 * @throws {@link LandmarkError} `asset_unavailable` (retryable) or `asset_corrupt`.
 */
export async function fetchAssets(
  folder: string,
  files: readonly ModelFile[],
): Promise<Map<string, Uint8Array>> {
  return new Map(
    await Promise.all(files.map(async (file) => [file.name, await fetchAsset(folder, file)] as const)),
  );
}

async function fetchAsset(folder: string, file: ModelFile): Promise<Uint8Array> {
  const { sha256 } = file;
  const name = servedName(file);
  const unavailable = (detail: string, cause?: unknown) =>
    new LandmarkError('asset_unavailable', `The landmark asset ${name} could not be loaded: ${detail}.`, {
      cause,
      retryable: true,
    });
  const response = await fetch(new URL(name, folder), { credentials: 'omit' }).catch((cause) => {
    throw unavailable('no answer', cause);
  });
  if (!response.ok) throw unavailable(`HTTP ${response.status}`);
  const bytes = await response.arrayBuffer().catch((cause) => {
    throw unavailable('the answer broke off', cause);
  });
  const content = await unzipped(bytes);
  if (content === null || (await sha256Of(content)) !== sha256) {
    throw new LandmarkError(
      'asset_corrupt',
      `The SHA-256 of the landmark asset ${name} does not match the pinned one. Serve the assets of the same release.`,
    );
  }
  return new Uint8Array(content);
}

/**
 * Files are built as gzip, whatever the server does with them: one that names the encoding has the browser undo it. `null`
 * for a gzip file that is broken.
 */
async function unzipped(bytes: ArrayBuffer): Promise<ArrayBuffer | null> {
  const [first, second] = new Uint8Array(bytes);
  if (first !== 0x1f || second !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer().catch(() => null);
}

async function sha256Of(content: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
