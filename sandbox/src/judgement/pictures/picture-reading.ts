import type { Face } from '../../../../src/landmarks/face.ts';

/** What a picture is expected to be. `key_frame`: a JPEG as the camera saw it. `photo`: turned upright by its EXIF mark. */
export type PictureKind = 'key_frame' | 'photo';

/** Columns and rows in which pictures of one session are compared. */
export const THUMBNAIL = { width: 160, height: 120 } as const;

/** What the server sees in one picture. */
export type PictureReading = UnreadablePicture | ReadPicture;

export interface UnreadablePicture {
  readonly readable: false;
  /** `format`: not an accepted image type. `size`: too many pixels. `broken`: does not decode. */
  readonly why: 'format' | 'orientation' | 'size' | 'broken';
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
   * @throws DeadlineError, LandmarkError or the worker's own failure: then nothing was seen, and nothing may be decided.
   */
  read(
    kind: PictureKind,
    pictures: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<readonly PictureReading[]>;
  /** Frees models and worker. Safe to call twice. */
  close(): Promise<void>;
}
