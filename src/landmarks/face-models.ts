import { type DetectedFace, decodeDetections } from './decode-detections.ts';
import { contourInInput, eyeView, type FeatureMap, lookAtEye } from './eye-view.ts';
import { FACE_POINT_COUNT, type Face } from './face.ts';
import {
  DETECTOR,
  DETECTOR_SIDE,
  FEATURE_DEPTH,
  FEATURE_SIDE,
  MESH,
  MESH_SIDE,
  REFINED_EYES,
} from './face-programs.ts';
import { faceLight } from './face-region.ts';
import { type GraphProgram, loadProgram } from './graph-program.ts';
import type { Pixels } from './pixels.ts';
import { EYE_POINT_COUNT, REFINED_LEFT_EYE, REFINED_RIGHT_EYE, refineMesh } from './refine-mesh.ts';
import { type PixelRect, sampleRect } from './sample-rect.ts';

/** The stock pipeline's threshold on the mesh's face flag (`FACE_PRESENCE_SCORE`). */
const MIN_FACE_FLAG = 0.5;

/** A mesh laid over one face, in frame pixels. */
export interface MeshResult {
  readonly confidence: number;
  readonly points: Float32Array;
  readonly light: Face['light'];
}

/** What the face models answer, on whatever tfjs backend was set when they were loaded. */
export interface FaceModels {
  /** All faces in the frame, best first. */
  detectFaces(frame: Pixels): Promise<DetectedFace[]>;
  /** The mesh of the face within a region, or `null` when the mesh sees none there. */
  findMesh(frame: Pixels, region: PixelRect): Promise<MeshResult | null>;
  dispose(): void;
}

/** Loads the programs, which are given by the names of their files, onto the tfjs backend that is set. */
export function loadFaceModels(programs: ReadonlyMap<string, GraphProgram>): FaceModels {
  const load = ({ file }: { file: { name: string } }) => loadProgram(programs.get(file.name)!);
  const detector = load(DETECTOR);
  const mesh = load(MESH);
  const refinedEyes = load(REFINED_EYES);

  async function findEyes(points: Float32Array, features: FeatureMap) {
    const views = [REFINED_RIGHT_EYE, REFINED_LEFT_EYE].map((eye) => eyeView(points, eye));
    const raw = await refinedEyes.run(...views.map((view) => lookAtEye(features, view)));
    const size = EYE_POINT_COUNT * 2;
    const [rightEye, leftEye] = views.map((view, eye) =>
      contourInInput(raw.subarray(eye * size, (eye + 1) * size), view),
    );
    return { rightEye: rightEye!, leftEye: leftEye! };
  }

  return {
    async detectFaces(frame) {
      const input = wholeFrame(frame);
      const square = sampleRect(frame, input, { side: DETECTOR_SIDE, border: 'zero', range: [-1, 1] });
      return decodeDetections(await detector.run(square), input);
    },

    async findMesh(frame, region) {
      const square = sampleRect(frame, region, { side: MESH_SIDE, border: 'replicate', range: [0, 1] });
      const raw = await mesh.run(square);
      const confidence = raw[0]!;
      if (!(confidence >= MIN_FACE_FLAG)) return null;
      const points = raw.subarray(1, 1 + FACE_POINT_COUNT * 3);
      const data = raw.subarray(1 + FACE_POINT_COUNT * 3);
      const eyes = await findEyes(points, { data, side: FEATURE_SIDE, depth: FEATURE_DEPTH });
      return {
        confidence,
        points: refineMesh({ mesh: points, ...eyes }, MESH_SIDE, region),
        light: faceLight(square, MESH_SIDE),
      };
    },
    dispose() {
      for (const program of [detector, mesh, refinedEyes]) program.dispose();
    },
  };
}

/** The frame with bars above and below (or beside) that make it square: the detector's `keepAspectRatio`. */
function wholeFrame({ width, height }: Pixels): PixelRect {
  const side = Math.max(width, height);
  return { xCenter: width / 2, yCenter: height / 2, width: side, height: side, rotation: 0 };
}
