import { concat1d, reshape, type Tensor, type Tensor1D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type DetectedFace, decodeDetections } from './decode-detections.ts';
import { FACE_POINT_COUNT, type Face } from './face.ts';
import { faceLight } from './face-light.ts';
import { loadGraph, type ModelBytes } from './load-graph.ts';
import { EYE_POINT_COUNT, meshPoints } from './mesh-points.ts';
import { DETECTOR_FILES, MESH_FILES } from './models.ts';
import type { Pixels } from './pixels.ts';
import { type PixelRect, sampleRect } from './sample-rect.ts';

/** Sides of the models' input squares in pixels. */
const DETECTOR_SIDE = 128;
const MESH_SIDE = 192;
/** The stock pipeline's threshold on the mesh's face flag (`FACE_PRESENCE_SCORE`). */
const MIN_FACE_FLAG = 0.5;
/** Face flag, mesh, and the contours around the eye on the image's left and right; nothing else is computed. */
const MESH_OUTPUTS = ['output_faceflag', 'output_mesh_identity', 'Identity_1:0', 'Identity_5:0'];

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
  return {
    async detectFaces(frame) {
      const input = wholeFrame(frame);
      const square = sampleRect(frame, input, { side: DETECTOR_SIDE, border: 'zero', range: [-1, 1] });
      const raw = await run(
        (image) => [detector.execute(image, 'Identity:0') as Tensor],
        square,
        DETECTOR_SIDE,
      );
      return decodeDetections(raw, input);
    },

    async findMesh(frame, region) {
      const square = sampleRect(frame, region, { side: MESH_SIDE, border: 'replicate', range: [0, 1] });
      const raw = await run((image) => mesh.execute(image, MESH_OUTPUTS) as Tensor[], square, MESH_SIDE);
      const confidence = raw[0]!;
      if (!(confidence >= MIN_FACE_FLAG)) return null;
      const eyes = 1 + FACE_POINT_COUNT * 3;
      const output = {
        mesh: raw.subarray(1, eyes),
        leftEye: raw.subarray(eyes, eyes + EYE_POINT_COUNT * 2),
        rightEye: raw.subarray(eyes + EYE_POINT_COUNT * 2),
      };
      return {
        confidence,
        points: meshPoints(output, MESH_SIDE, region),
        light: faceLight(square, MESH_SIDE),
      };
    },
    dispose() {
      detector.dispose();
      mesh.dispose();
    },
  };
}

/** Runs a graph on one square picture and reads all its outputs back as one array. */
async function run(
  execute: (image: Tensor) => Tensor[],
  square: Float32Array,
  side: number,
): Promise<Float32Array> {
  const flat = tidy(() => {
    const outputs = execute(tensor4d(square, [1, side, side, 3]));
    return concat1d(outputs.map((output) => reshape(output, [-1]) as Tensor1D));
  });
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
