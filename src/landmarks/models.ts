/** One pinned file of the model; `sha256` is lower-case hex. */
export interface ModelFile {
  readonly name: string;
  readonly byteLength: number;
  readonly sha256: string;
}

/** A graph and its weights. */
export interface ModelFiles {
  readonly graph: ModelFile;
  readonly weights: ModelFile;
}

/** MediaPipe's short-range face detector (BlazeFace). Origin and licence: `models/README.md`. */
export const DETECTOR_FILES: ModelFiles = {
  graph: {
    name: 'facemesh-detection-short.json',
    byteLength: 72779,
    sha256: '39a0a802cee9aeacd430e35b819f3a77f1440ca94747388a4147185a0bda7a03',
  },
  weights: {
    name: 'facemesh-detection-short.bin',
    byteLength: 201268,
    sha256: 'e9b69ee1c1f8cd33c58120bcd75bf8c56bfba20c880f447e9d293ec102059d4b',
  },
};

/** MediaPipe's face mesh with attention. Origin and licence: `models/README.md`. */
export const MESH_FILES: ModelFiles = {
  graph: {
    name: 'facemesh-attention.json',
    byteLength: 910058,
    sha256: 'bd4d3adea6bcedfbd49e3b64d42fadada99d09464032914bc518572818862941',
  },
  weights: {
    name: 'facemesh-attention.bin',
    byteLength: 2382414,
    sha256: '1ae49614abaa80c6efce9b39e2ec316314fc4d6fab183409afb0a97ae13ba892',
  },
};

/** The part of MediaPipe Iris that finds the lids, quantised, and two layers of our own. Origin and licence: `models/README.md`. */
export const EYE_FILES: ModelFiles = {
  graph: {
    name: 'eye-contours.json',
    byteLength: 94645,
    sha256: '6bb877dc0e7c9fabd7d23cc774e2302067c42d22547c7be91bdffd986f521d33',
  },
  weights: {
    name: 'eye-contours.bin',
    byteLength: 426784,
    sha256: '15a9a04dd589b44ee7f31958dde7d082dd2a67328a2ed65262b29786decfd646',
  },
};

/**
 * Names the model, whatever is cut out of it: SHA-256 (base64url) over graph and weights of detector, mesh and eye model,
 * one after the other.
 */
export const MODEL_SHA256 = 'TTYKrjy5F2LDnhUKod1iq0mifJs93xe412XULTx5wAw';
