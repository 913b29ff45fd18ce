import { concat1d, reshape, type Tensor, type Tensor1D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type DetectedFace, decodeDetections } from './decode-detections.ts';
import { contourInInput, EYE_SIDE, eyeView, type FeatureMap, lookAtEye } from './eye-view.ts';
import { FACE_POINT_COUNT, type Face } from './face.ts';
import { faceLight } from './face-light.ts';
import { loadGraph, type ModelBytes } from './load-graph.ts';
import { EYE_POINT_COUNT, LEFT_EYE, meshPoints, RIGHT_EYE } from './mesh-points.ts';
import { DETECTOR_FILES, MESH_FILES } from './models.ts';
import type { Pixels } from './pixels.ts';
import { type PixelRect, sampleRect } from './sample-rect.ts';

/** Sides of the models' input squares, and of the mesh's feature map, in pixels. */
const DETECTOR_SIDE = 128;
const MESH_SIDE = 192;
const FEATURE_SIDE = 48;
/** The stock pipeline's threshold on the mesh's face flag (`FACE_PRESENCE_SCORE`). */
const MIN_FACE_FLAG = 0.5;

const MESH_LAYERS = 'StatefulPartitionedCall/functional_1';
/** Face flag, mesh, and the features at which the eyes are looked; nothing else is computed. */
const MESH_OUTPUTS = ['output_faceflag', 'output_mesh_identity', `${MESH_LAYERS}/p_re_lu_3/Relu`];
/** Where the eyes' squares enter the graph again, the one on the image's left first, and where their contours leave it. */
const EYE_INPUTS = [1, 2].map(
  (eye) => `${MESH_LAYERS}/transform_tensor_bilinear_v2_${eye}/SpatialTransformer/transform/Reshape_5`,
);
const EYE_OUTPUTS = [`${MESH_LAYERS}/conv_left_eye/BiasAdd`, `${MESH_LAYERS}/conv_right_eye/BiasAdd`];

/** A mesh laid over one face, in frame pixels. */
export interface MeshResult {
  readonly confidence: number;
  readonly points: Float32Array;
  readonly light: Face['light'];
}

/** The two graphs, on whatever tfjs backend is set. */
export interface FaceModels {
  /** All faces in the frame, best first. */
  detectFaces(frame: Pixels): Promise<DetectedFace[]>;
  /** The mesh of the face within a region, or `null` when the mesh sees none there. */
  findMesh(frame: Pixels, region: PixelRect): Promise<MeshResult | null>;
  dispose(): void;
}

export function loadFaceModels(bytes: ModelBytes): FaceModels {
  const detector = loadGraph(DETECTOR_FILES, bytes);
  const mesh = loadGraph(MESH_FILES, bytes);

  async function findEyes(points: Float32Array, features: FeatureMap) {
    const views = [LEFT_EYE, RIGHT_EYE].map((eye) => eyeView(points, eye));
    const raw = await read(() => {
      const squares = views.map((view) =>
        tensor4d(lookAtEye(features, view), [1, EYE_SIDE, EYE_SIDE, features.depth]),
      );
      const inputs = Object.fromEntries(EYE_INPUTS.map((name, eye) => [name, squares[eye]!]));
      return mesh.execute(inputs, EYE_OUTPUTS) as Tensor[];
    });
    const size = EYE_POINT_COUNT * 2;
    const [leftEye, rightEye] = views.map((view, eye) =>
      contourInInput(raw.subarray(eye * size, (eye + 1) * size), view),
    );
    return { leftEye: leftEye!, rightEye: rightEye! };
  }

  return {
    async detectFaces(frame) {
      const input = wholeFrame(frame);
      const square = sampleRect(frame, input, { side: DETECTOR_SIDE, border: 'zero', range: [-1, 1] });
      const raw = await read(() => [
        detector.execute(asImage(square, DETECTOR_SIDE), 'Identity:0') as Tensor,
      ]);
      return decodeDetections(raw, input);
    },

    async findMesh(frame, region) {
      const square = sampleRect(frame, region, { side: MESH_SIDE, border: 'replicate', range: [0, 1] });
      const raw = await read(() => mesh.execute(asImage(square, MESH_SIDE), MESH_OUTPUTS) as Tensor[]);
      const confidence = raw[0]!;
      if (!(confidence >= MIN_FACE_FLAG)) return null;
      const points = raw.subarray(1, 1 + FACE_POINT_COUNT * 3);
      const data = raw.subarray(1 + FACE_POINT_COUNT * 3);
      const eyes = await findEyes(points, {
        data,
        side: FEATURE_SIDE,
        depth: data.length / FEATURE_SIDE ** 2,
      });
      return {
        confidence,
        points: meshPoints({ mesh: points, ...eyes }, MESH_SIDE, region),
        light: faceLight(square, MESH_SIDE),
      };
    },
    dispose() {
      detector.dispose();
      mesh.dispose();
    },
  };
}

const asImage = (square: Float32Array, side: number): Tensor => tensor4d(square, [1, side, side, 3]);

/** Runs a graph and reads all its outputs back as one array. */
async function read(execute: () => Tensor[]): Promise<Float32Array> {
  const flat = tidy(() => concat1d(execute().map((output) => reshape(output, [-1]) as Tensor1D)));
  try {
    return (await flat.data()) as Float32Array;
  } finally {
    flat.dispose();
  }
}

/** The frame with bars above and below (or beside) that make it square: the detector's `keepAspectRatio`. */
function wholeFrame({ width, height }: Pixels): PixelRect {
  const side = Math.max(width, height);
  return { xCenter: width / 2, yCenter: height / 2, width: side, height: side, rotation: 0 };
}
