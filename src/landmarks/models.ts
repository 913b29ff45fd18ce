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

/** The part of MediaPipe Iris that finds the lids, quantised. Origin and licence: `models/README.md`. */
export const EYE_FILES: ModelFiles = {
  graph: {
    name: 'eye-contours.json',
    byteLength: 92141,
    sha256: 'ba47c71f793aa97b8754a6e594e222eddc7eac9f58a706428dfa75a77e84f5d4',
  },
  weights: {
    name: 'eye-contours.bin',
    byteLength: 394976,
    sha256: '98588d7607aed06aec8a1cf8d90987239463ee4173bbe8c5a38b84ae69d7a72e',
  },
};

/**
 * Names the model, whatever is cut out of it: SHA-256 (base64url) over graph and weights of detector, mesh and eye model,
 * one after the other.
 */
export const MODEL_SHA256 = 'rxnVEviG_SXzTzcY7BdApNNjvXX5IaQgZLFVw4dqtMw';
