import type { Frame } from '../camera/camera.ts';
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
  /**
   * Loads the eye model (0.34 MB), which `lids` needs. Frames can be looked at meanwhile. Safe to call twice.
   *
   * @throws LandmarkError `asset_unavailable` (retryable) or `asset_corrupt` for the eye model's files, `engine_failed`;
   * DeadlineError.
   */
  loadEyes(): Promise<void>;
  /**
   * Finds the face in a frame. Takes ownership of `frame.image` and closes it.
   *
   * @param options `lids`: measure how far the lids are open, too. The eye model must be loaded.
   */
  detect(frame: Frame, options?: { readonly lids?: boolean }): Promise<Detection>;
  /** Frees the model, the worker and the GPU memory. Safe to call twice. */
  close(): void;
}
