import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { LandmarkError } from '../base/errors.ts';
import type { Detection } from './face.ts';
import { LIDS } from './face-programs.ts';
import type { ModelBytes } from './load-graph.ts';
import { DETECTOR_FILES, EYE_FILES, MESH_FILES, type ModelFile } from './models.ts';
import { recordFacePrograms } from './record-face-programs.ts';
import { createThinPipeline, type TimedPixels } from './thin-pipeline.ts';

/**
 * A picture of a video, looked at alone: its landmarks lie 0.003 to 0.006 eye distances from those of the video (median of 22
 * JPEGs each of 8 rendered people), without refinements 0.011 to 0.038.
 */
const OF_A_STILL = { still: true, refinements: 3, lids: true } as const;

/** The landmark pipeline in Node (WASM, one thread): the same code, model and numbers as in the browser, lids included. */
export interface NodeDetector {
  /** The next frame of a video; the face is followed from frame to frame. Calls are answered one after the other. */
  detectPixels(frame: TimedPixels): Promise<Detection>;
  /** One picture for itself; what is followed in a video is neither used nor changed. */
  detectStill(frame: TimedPixels): Promise<Detection>;
  /** Forgets the face that was followed: the next frame begins a new video. */
  reset(): void;
  /** Frees the model. Safe to call twice. */
  close(): void;
}

/**
 * Loads the landmark model in Node. Takes about a second.
 *
 * Sets the process's tfjs backend to `wasm`.
 *
 * @throws {@link LandmarkError} `asset_unavailable` or `asset_corrupt` for a model file that is missing or is not the
 * pinned one, `engine_unavailable` when WebAssembly with SIMD cannot start.
 */
export async function createNodeDetector(): Promise<NodeDetector> {
  const bytes = await readModels();
  await startWasm();
  const programs = recordFacePrograms(bytes);
  const pipeline = createThinPipeline(programs);
  pipeline.loadEyes(programs.get(LIDS.file.name)!);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const inTurn = (work: () => Promise<Detection>): Promise<Detection> => {
    if (closed)
      return Promise.reject(
        new LandmarkError('engine_failed', 'The landmark detector was used after close().'),
      );
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  return {
    detectPixels: (frame) => inTurn(() => pipeline.detect(frame, { lids: true })),
    detectStill: (frame) => inTurn(() => pipeline.detect(frame, OF_A_STILL)),
    reset: () => pipeline.reset(),
    close() {
      if (closed) return;
      closed = true;
      last.then(() => pipeline.dispose());
    },
  };
}

/** The model files next to this module, checked. */
export async function readModels(): Promise<ModelBytes> {
  const files = [DETECTOR_FILES, MESH_FILES, EYE_FILES].flatMap(({ graph, weights }) => [graph, weights]);
  return new Map(await Promise.all(files.map(async (file) => [file.name, await readModel(file)] as const)));
}

async function readModel({ name, sha256 }: ModelFile): Promise<Uint8Array> {
  const bytes = await readFile(new URL(`models/${name}`, import.meta.url)).catch((cause) => {
    throw new LandmarkError('asset_unavailable', `The model file ${name} cannot be read.`, { cause });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new LandmarkError(
      'asset_corrupt',
      `The SHA-256 of the model file ${name} does not match the pinned one.`,
    );
  }
  return bytes;
}

export async function startWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend('wasm'))) {
    throw new LandmarkError('engine_unavailable', 'WebAssembly with SIMD failed to start.');
  }
}
