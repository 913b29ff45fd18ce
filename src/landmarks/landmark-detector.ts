import type { Frame } from '../camera/frame.ts';
import type { Detection } from './face.ts';

export type Engine = 'webgl' | 'wasm';

/** Which engine runs, and why; shown in the report and sent as `client` facts, never hidden. */
export interface EngineReport {
  readonly engine: Engine;
  /** e.g. `requested`, `gpu`, `software_renderer`, `webgl_unavailable`, `context_lost`, `self_check_failed`. */
  readonly reason: string;
  /** WEBGL_debug_renderer_info's renderer, or `null`. */
  readonly renderer: string | null;
  /** `worker` or `main`. */
  readonly thread: 'worker' | 'main';
  /** SHA-256 (base64url) over the model files used, as pinned in the library. */
  readonly modelSha256: string;
}

/** Frames in, faces out. One frame at a time: await a detection before sending the next frame. */
export interface LandmarkDetector {
  readonly report: EngineReport;
  /** Finds the face in a frame. Takes ownership of `frame.image` and closes it. */
  detect(frame: Frame): Promise<Detection>;
  /** Frees the model, the worker and the GPU memory. Safe to call twice. */
  close(): void;
}
