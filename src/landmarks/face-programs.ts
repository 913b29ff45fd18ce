import { EYE_SIDE } from './eye-view.ts';
import { DETECTOR_FILES, EYE_FILES, MESH_FILES, type ModelFile, type ModelFiles } from './models.ts';
import type { GraphCut } from './record-program.ts';

/** What is cut out of a graph for the browser, as one file (`program-file.ts`). */
export interface FaceProgram {
  readonly file: ModelFile;
  readonly source: ModelFiles;
  readonly cut: GraphCut;
}

/** Sides of the models' input squares, and of the mesh's feature map, in pixels. */
export const DETECTOR_SIDE = 128;
export const MESH_SIDE = 192;
export const FEATURE_SIDE = 48;
/** Side of the eye model's input squares. */
export const EYE_INPUT_SIDE = 64;
/** Rows and columns of the grey picture of an eye that the eye model looks at besides. */
export const EYE_PATCH = { rows: 24, columns: 20 } as const;
/** Channels of the feature map. */
export const FEATURE_DEPTH = 32;

const MESH_LAYERS = 'StatefulPartitionedCall/functional_1';
const square = (side: number, depth: number) => [1, side, side, depth];

/** The detector: 896 x [score, box, 6 keypoints]. */
export const DETECTOR: FaceProgram = {
  file: {
    name: 'face-detector.bin',
    byteLength: 222392,
    sha256: '2e54f208ee1b1a177f8f44ab00fc3fa3dd9792b81a83d720c8260d6626c8a562',
  },
  source: DETECTOR_FILES,
  cut: { inputs: [{ node: 'input', shape: square(DETECTOR_SIDE, 3) }], outputs: ['Identity'] },
};

/** Of the attention mesh: face flag, mesh, and the features at which the eyes are looked; nothing else is computed. */
export const MESH: FaceProgram = {
  file: {
    name: 'face-mesh.bin',
    byteLength: 1185796,
    sha256: '16ae7b9cffd318ef8cbda780c04087177fb64212059f0430d48b7f1181dfa480',
  },
  source: MESH_FILES,
  cut: {
    inputs: [{ node: 'input_1', shape: square(MESH_SIDE, 3) }],
    outputs: ['output_faceflag', 'output_mesh_identity', `${MESH_LAYERS}/p_re_lu_3/Relu`],
  },
};

/**
 * The attention mesh's two eye branches: where the eyes' squares enter the graph again, the one on the image's left first,
 * and where their contours leave it.
 */
export const REFINED_EYES: FaceProgram = {
  file: {
    name: 'refined-eyes.bin',
    byteLength: 579832,
    sha256: 'ef4dc65d6675c601b9caca848c0272c1d010ee25ba437929f547c214d75d2d6a',
  },
  source: MESH_FILES,
  cut: {
    inputs: [1, 2].map((eye) => ({
      node: `${MESH_LAYERS}/transform_tensor_bilinear_v2_${eye}/SpatialTransformer/transform/Reshape_5`,
      shape: square(EYE_SIDE, FEATURE_DEPTH),
    })),
    outputs: [`${MESH_LAYERS}/conv_left_eye/BiasAdd`, `${MESH_LAYERS}/conv_right_eye/BiasAdd`],
  },
};

/** What finds and follows a face. */
export const FACE_PROGRAMS = [DETECTOR, MESH, REFINED_EYES] as const;

/**
 * The eye model: the right eye and the mirrored left one in, both as squares and as grey pictures; out come, each for both
 * eyes, x and y of 16 points on the lids, and what was learned of opening, 16 numbers of the features and 16 of the pixels.
 */
export const LIDS: FaceProgram = {
  file: {
    name: 'lids.bin',
    byteLength: 466336,
    sha256: 'f4c1a227e49ecbf0e13229e65bdde82230e0125964d52a5885fcf35f6680e13a',
  },
  source: EYE_FILES,
  cut: {
    inputs: [
      { node: 'input_1', shape: [2, EYE_INPUT_SIDE, EYE_INPUT_SIDE, 3] },
      { node: 'eye_patch', shape: [2, EYE_PATCH.rows, EYE_PATCH.columns, 1] },
    ],
    outputs: [
      'StatefulPartitionedCall/model/conv_eyes_contours_and_brows/BiasAdd',
      'eye_opening_features',
      'eye_opening_pixels',
    ],
  },
};

/** All that is cut out of the model's files. */
export const PROGRAMS = [...FACE_PROGRAMS, LIDS] as const;
