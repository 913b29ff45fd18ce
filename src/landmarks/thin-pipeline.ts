import { overlap } from './decode-detections.ts';
import { type EyeModel, loadEyeModel } from './eye-model.ts';
import type { Detection } from './face.ts';
import { loadFaceModels, type MeshResult } from './face-models.ts';
import { boxOf, regionFromDetection, regionFromPoints } from './face-region.ts';
import type { GraphProgram } from './graph-program.ts';
import { bytesPerPixel, isBlank, type Pixels } from './pixels.ts';

/** A look for a second face costs a third of a frame, so two of them are so much time and so many frames apart. */
const SECOND_FACE_CHECK_MS = 500;
const SECOND_FACE_CHECK_FRAMES = 6;

/** Pixels of one frame with its capture time. */
export interface TimedPixels extends Pixels {
  readonly timestampMs: number;
}

export interface DetectOptions {
  /** Look at this frame afresh and remember nothing of it. */
  readonly still?: boolean;
  /**
   * How often a still is looked at again in the square that the face found last calls for. In a video the mesh's square comes
   * from the last frame's landmarks and so closes in on the face; the detector's alone is coarser. Default 0.
   */
  readonly refinements?: number;
  /** Measure the opening of the lids, too; the eye model must be loaded. It costs about as much as the mesh. */
  readonly lids?: boolean;
}

/** Finds and follows a face from frame to frame, on whatever tfjs backend is set. One frame at a time. */
export interface ThinPipeline {
  detect(frame: TimedPixels, options?: DetectOptions): Promise<Detection>;
  /** Takes the eye model in. Its program comes later than the others: no face waits for it. */
  loadEyes(program: GraphProgram): void;
  /** Forgets the face that was followed. */
  reset(): void;
  dispose(): void;
}

/**
 * MediaPipe's face landmark pipeline (face_landmark_front_cpu.pbtxt) in our own, thinner order: the detector runs only
 * when no face is followed and, to notice a second one, twice a second (on a slow device every sixth frame); the
 * mesh's region comes from the last landmarks; of the attention mesh only face flag, mesh and eyes are computed, with
 * one readback. What the detector finds is a face only if the mesh sees one there: shelves and windows are found, too.
 */
export function createThinPipeline(programs: ReadonlyMap<string, GraphProgram>): ThinPipeline {
  const models = loadFaceModels(programs);
  let eyes: EyeModel | null = null;
  let followed: Float32Array | null = null;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let framesSinceCheck = 0;

  const look: Look = async (frame, last, check) => {
    const { timestampMs } = frame;
    const kept = last && (await models.findMesh(frame, regionFromPoints(last, frame)));
    if (kept && !check) return asFace(frame, kept);
    const detected = await models.detectFaces(frame);
    const others = kept ? detected.filter((face) => overlap(face, boxOf(kept.points)) < 0.1) : detected;
    const faces = kept ? [kept] : [];
    for (const other of others) {
      const mesh = await models.findMesh(frame, regionFromDetection(other, frame));
      if (mesh) faces.push(mesh);
    }
    const [face] = faces;
    if (faces.length > 1) return { kind: 'many', timestampMs, count: faces.length };
    return face ? asFace(frame, face) : { kind: 'none', timestampMs, blank: isBlank(frame) };
  };

  return {
    async detect(frame, { still = false, refinements = 0, lids = false } = {}) {
      bytesPerPixel(frame);
      if (still) {
        const found = await lookAtStill(look, frame, refinements);
        return lids ? withLids(frame, found, eyes) : found;
      }
      framesSinceCheck += 1;
      const check =
        frame.timestampMs < checkedAtMs ||
        (frame.timestampMs - checkedAtMs >= SECOND_FACE_CHECK_MS &&
          framesSinceCheck >= SECOND_FACE_CHECK_FRAMES);
      if (check || !followed) {
        checkedAtMs = frame.timestampMs;
        framesSinceCheck = 0;
      }
      const detection = await look(frame, followed, check);
      followed = detection.kind === 'face' ? detection.face.points.slice() : null;
      return lids ? withLids(frame, detection, eyes) : detection;
    },
    loadEyes(program) {
      eyes ??= loadEyeModel(program);
    },
    reset() {
      followed = null;
      checkedAtMs = Number.NEGATIVE_INFINITY;
    },
    dispose() {
      models.dispose();
      eyes?.dispose();
    },
  };
}

/** Looks at one frame; `last`: the points of the face that was found before, `check`: whether there may be a second one. */
type Look = (frame: TimedPixels, last: Float32Array | null, check: boolean) => Promise<Detection>;

async function lookAtStill(look: Look, frame: TimedPixels, refinements: number): Promise<Detection> {
  let found = await look(frame, null, true);
  for (let round = 0; round < refinements && found.kind === 'face'; round++) {
    found = await look(frame, found.face.points.slice(), false);
  }
  return found;
}

async function withLids(frame: TimedPixels, detection: Detection, eyes: EyeModel | null): Promise<Detection> {
  if (detection.kind !== 'face') return detection;
  if (!eyes) throw new RangeError('detect() was called with lids before loadEyes() had finished.');
  const { face } = detection;
  return { ...detection, face: { ...face, lidAperture: await eyes.measure(frame, face.points) } };
}

function asFace(
  { timestampMs, width, height }: TimedPixels,
  { points, confidence, light }: MeshResult,
): Detection {
  return {
    kind: 'face',
    timestampMs,
    face: {
      timestampMs,
      frameWidth: width,
      frameHeight: height,
      points,
      confidence,
      light,
      lidAperture: null,
    },
  };
}
