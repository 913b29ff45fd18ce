import { concat1d, reshape, type Tensor, type Tensor1D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type DetectedFace, decodeDetections, overlap } from './decode-detections.ts';
import { type Detection, FACE_POINT_COUNT, type Face } from './face.ts';
import { faceLight } from './face-light.ts';
import { boxOf, regionFromDetection, regionFromPoints } from './face-region.ts';
import { loadGraph, type ModelBytes } from './load-graph.ts';
import { EYE_POINT_COUNT, meshPoints } from './mesh-points.ts';
import { DETECTOR_FILES, MESH_FILES } from './models.ts';
import { bytesPerPixel, type Pixels } from './pixels.ts';
import { type PixelRect, sampleRect } from './sample-rect.ts';

/** Sides of the models' input squares in pixels. */
const DETECTOR_SIDE = 128;
const MESH_SIDE = 192;
/** The stock pipeline's threshold on the mesh's face flag (`FACE_PRESENCE_SCORE`). */
const MIN_FACE_FLAG = 0.5;
/** How often a followed face is interrupted to look for a second one. */
const SECOND_FACE_CHECK_MS = 500;
/** Face flag, mesh, and the contours around the eye on the image's left and right; nothing else is computed. */
const MESH_OUTPUTS = ['output_faceflag', 'output_mesh_identity', 'Identity_1:0', 'Identity_5:0'];

/** Pixels of one frame with its capture time. */
export interface TimedPixels extends Pixels {
  readonly timestampMs: number;
}

/** Finds and follows a face from frame to frame, on whatever tfjs backend is set. One frame at a time. */
export interface ThinPipeline {
  /** `still`: look at this frame afresh and remember nothing of it. */
  detect(frame: TimedPixels, options?: { still?: boolean }): Promise<Detection>;
  /** Forgets the face that was followed. */
  reset(): void;
  dispose(): void;
}

interface MeshResult {
  readonly confidence: number;
  readonly points: Float32Array;
  readonly light: Face['light'];
}

/**
 * MediaPipe's face landmark pipeline (face_landmark_front_cpu.pbtxt) in our own, thinner order: the detector runs only
 * when no face is followed and twice a second to notice a second one; the mesh's region comes from the last landmarks;
 * of the attention mesh only face flag, mesh and eyes are computed, with one readback.
 */
export function createThinPipeline(bytes: ModelBytes): ThinPipeline {
  const detector = loadGraph(DETECTOR_FILES, bytes);
  const mesh = loadGraph(MESH_FILES, bytes);
  let followed: Float32Array | null = null;
  let checkedAtMs = Number.NEGATIVE_INFINITY;

  async function detectFaces(frame: TimedPixels): Promise<DetectedFace[]> {
    const input = wholeFrame(frame);
    const square = sampleRect(frame, input, { side: DETECTOR_SIDE, border: 'zero', range: [-1, 1] });
    const raw = await run(
      (image) => [detector.execute(image, 'Identity:0') as Tensor],
      square,
      DETECTOR_SIDE,
    );
    return decodeDetections(raw, input);
  }

  async function findMesh(frame: TimedPixels, region: PixelRect): Promise<MeshResult | null> {
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
    return { confidence, points: meshPoints(output, MESH_SIDE, region), light: faceLight(square, MESH_SIDE) };
  }

  async function look(frame: TimedPixels, last: Float32Array | null, check: boolean): Promise<Detection> {
    const { timestampMs } = frame;
    const kept = last && (await findMesh(frame, regionFromPoints(last, frame)));
    if (kept && !check) return asFace(frame, kept);
    const faces = await detectFaces(frame);
    const strangers = kept ? faces.filter((face) => overlap(face, boxOf(kept.points)) < 0.1).length : 0;
    const count = kept ? 1 + strangers : faces.length;
    if (count > 1) return { kind: 'many', timestampMs, count };
    if (kept) return asFace(frame, kept);
    const found = faces[0] && (await findMesh(frame, regionFromDetection(faces[0], frame)));
    return found ? asFace(frame, found) : { kind: 'none', timestampMs };
  }

  return {
    async detect(frame, { still = false } = {}) {
      bytesPerPixel(frame);
      if (still) return look(frame, null, true);
      const check =
        frame.timestampMs - checkedAtMs >= SECOND_FACE_CHECK_MS || frame.timestampMs < checkedAtMs;
      if (check || !followed) checkedAtMs = frame.timestampMs;
      const detection = await look(frame, followed, check);
      followed = detection.kind === 'face' ? detection.face.points : null;
      return detection;
    },
    reset() {
      followed = null;
      checkedAtMs = Number.NEGATIVE_INFINITY;
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

function asFace(
  { timestampMs, width, height }: TimedPixels,
  { points, confidence, light }: MeshResult,
): Detection {
  return {
    kind: 'face',
    timestampMs,
    face: { timestampMs, frameWidth: width, frameHeight: height, points, confidence, light },
  };
}
