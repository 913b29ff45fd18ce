import type { DocumentFault, DocumentShape } from '@family-auth/library/documents/check-document.ts';
import type { Face } from '@family-auth/library/landmarks/face.ts';
import type { FaceHashes } from './perceptual-hashes.ts';

/** What a picture is expected to be. `key_frame`: a JPEG as the camera saw it. `photo`: turned upright by its EXIF mark. */
export type PictureKind = 'key_frame' | 'photo';

/** A photo of a document from a phone has 12 to 50 million pixels; a key frame at most full HD. */
export const MAX_PIXELS: Readonly<Record<PictureKind, number>> = {
  key_frame: 1920 * 1080,
  photo: 50_000_000,
};

/** Columns and rows in which pictures of one session are compared. */
export const THUMBNAIL = { width: 160, height: 120 } as const;

/** What the server sees in one picture. */
export type PictureReading = UnreadablePicture | ReadPicture;

/**
 * Decided by the header, before anything decodes: `format`: not an accepted image type. `animated`: more than one
 * picture. `size`: too many pixels. `cost`: too many scans, or more to hold at once than decoding is given.
 * `trailing_bytes`: a key frame with something behind it. By the decoder: `orientation`: a key frame that is marked as
 * turned. `broken`: does not decode. `stopped`: could not be looked at within the limits of time and memory.
 */
export type WhyUnreadable =
  | 'format'
  | 'animated'
  | 'size'
  | 'cost'
  | 'trailing_bytes'
  | 'orientation'
  | 'broken'
  | 'stopped';

export interface UnreadablePicture {
  readonly readable: false;
  readonly why: WhyUnreadable;
}

export interface ReadPicture {
  readonly readable: true;
  readonly width: number;
  readonly height: number;
  readonly faces: 'none' | 'one' | 'many';
  /** Set when there is exactly one face. Its `timestampMs` is 0. */
  readonly face: Face | null;
  /** 128 numbers by dlib's network, of the one face. */
  readonly descriptor: Float32Array | null;
  /** Variance of the Laplacian of the aligned face's luma: the higher, the sharper. 0 without a face. */
  readonly sharpness: number;
  /** What is wrong with it as a picture of a document of either shape, as the client's look has it; `null` for key frames. */
  readonly document: Readonly<Record<DocumentShape, DocumentFault | null>> | null;
  /** Of the one face, aligned. */
  readonly faceHashes: FaceHashes | null;
  /** Difference hash of the whole picture, 64 hex digits = 256 bits. */
  readonly hash: string;
  /** The whole picture in {@link THUMBNAIL}'s size, grey, row by row. */
  readonly thumbnail: Uint8Array;
}

/** Looks at pictures with the landmark model and the recognition network. */
export interface PictureReader {
  /**
   * One reading for each picture, in order.
   *
   * @throws DeadlineError, LandmarkError or the reader's own failure: then nothing was seen, and nothing may be decided.
   *   What is in a picture is no such failure: a picture that cannot be looked at is answered as unreadable.
   */
  read(
    kind: PictureKind,
    pictures: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<readonly PictureReading[]>;
  /** Frees the models. Safe to call twice. */
  close(): Promise<void>;
}
