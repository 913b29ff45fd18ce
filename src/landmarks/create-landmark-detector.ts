import { withDeadline } from '../base/deadline.ts';
import { DeadlineError, LandmarkError } from '../base/errors.ts';
import type { Frame } from '../camera/camera.ts';
import type { Detection } from './face.ts';
import { EngineError } from './host-protocol.ts';
import type { Engine, EngineReport, LandmarkDetector } from './landmark-detector.ts';
import { MODEL_SHA256 } from './models.ts';
import { type OpenEngine, openEngine } from './open-engine.ts';

export interface LandmarkDetectorOptions {
  /** Folder with `landmark-worker.js`, the WASM binary and `models/`; `dist/assets/` of this package. */
  readonly assetsUrl: URL | string;
  /**
   * `auto` (default): WebGL on a real GPU, WASM when the renderer is software, when WebGL does not work, fails its
   * self-check or keeps losing its context. A named engine is that engine or an error, never quietly another.
   */
  readonly engine?: 'auto' | Engine;
  readonly signal?: AbortSignal;
  /** For loading, starting and self-check together, milliseconds. Default 45 000: a cold GPU compiles for seconds. */
  readonly deadlineMs?: number;
  /**
   * For one frame, milliseconds. Default 10 000: a frame takes 20 to 400 ms; after context loss or in a frozen driver
   * it never ends.
   */
  readonly detectDeadlineMs?: number;
}

const START_DEADLINE_MS = 45_000;
const DETECT_DEADLINE_MS = 10_000;

/**
 * Loads the landmark model and starts an engine for it, in a worker where the page allows one.
 *
 * While it runs, an engine that hangs or loses its GPU is rebuilt once; the frame under way then counts as one
 * without a face. The second time `auto` goes on with WASM (`report.reason` is then `context_lost`, or
 * `webgl_timeout`), a named engine throws `engine_failed`.
 *
 * @throws {@link LandmarkError} `asset_unavailable` (retryable), `asset_corrupt` (an asset is not the pinned one),
 * `engine_unavailable` (the engine cannot run here), `engine_failed` (it runs and computes wrongly, or the browser
 * alters canvas pixels); DeadlineError; CancelledError.
 */
export async function createLandmarkDetector(options: LandmarkDetectorOptions): Promise<LandmarkDetector> {
  const { engine: asked = 'auto', signal } = options;
  const { deadlineMs = START_DEADLINE_MS, detectDeadlineMs = DETECT_DEADLINE_MS } = options;
  const base = typeof location === 'undefined' ? undefined : location.href;
  const assetsUrl = new URL(String(options.assetsUrl).replace(/\/?$/, '/'), base).href;
  let open = await openEngine({ assetsUrl, asked, deadlineMs, signal });
  let rebuilt = false;
  let closed = false;
  let eyes: Promise<void> | null = null;
  /** Into the engine that is open. Whoever asks after a failure tries again. */
  const loadEyes = (signal?: AbortSignal) => {
    eyes = loadEyesOf(open, { assetsUrl, deadlineMs, signal }).catch((error) => {
      eyes = null;
      throw error;
    });
    return eyes;
  };

  /** Brings an engine back after `error`, or throws it. */
  async function recover(error: unknown): Promise<void> {
    const { engine, reason, probe } = open;
    open.client.end();
    const fallBack = rebuilt && asked === 'auto' && engine === 'webgl';
    if (rebuilt && !fallBack) throw failed(error);
    const lost = error instanceof EngineError && error.fault === 'context_lost';
    const choice = fallBack
      ? { engine: 'wasm' as const, reason: lost ? 'context_lost' : 'webgl_timeout' }
      : { engine, reason };
    const reopened = await openEngine({ assetsUrl, asked, choice, deadlineMs });
    if (closed) reopened.client.end();
    open = { ...reopened, probe: reopened.probe ?? probe };
    rebuilt = !fallBack;
    if (eyes) await loadEyes();
  }

  return {
    get report() {
      return reportOf(open);
    },
    loadEyes: () => eyes ?? loadEyes(signal),
    async detect(frame, { lids = false } = {}) {
      try {
        if (closed) throw new LandmarkError('engine_failed', 'The landmark detector was used after close().');
        return await withDeadline('landmarks.detect', detectDeadlineMs, () => ask(open, frame, lids));
      } catch (error) {
        if (closed || !mendable(error)) throw error;
        await recover(error);
        return { kind: 'none', timestampMs: frame.timestampMs };
      } finally {
        frame.image.close();
      }
    },
    close() {
      if (!closed) open.client.end();
      closed = true;
    },
  };
}

function loadEyesOf(
  { client }: OpenEngine,
  {
    assetsUrl,
    deadlineMs,
    signal,
  }: { assetsUrl: string; deadlineMs: number; signal: AbortSignal | undefined },
): Promise<void> {
  return withDeadline(
    'landmarks.load_eyes',
    deadlineMs,
    async () => void (await client.ask({ type: 'load_eyes', assetsUrl })),
    signal,
  );
}

function ask(
  { client }: OpenEngine,
  { image, timestampMs, width, height }: Frame,
  lids: boolean,
): Promise<Detection> {
  return client.ask({ type: 'detect', image, timestampMs, width, height, lids }, [image]);
}

function mendable(error: unknown): boolean {
  return error instanceof DeadlineError || error instanceof EngineError;
}

function failed(cause: unknown): LandmarkError {
  return new LandmarkError('engine_failed', 'The landmark engine stopped working.', {
    cause,
    retryable: true,
  });
}

function reportOf({ engine, reason, probe, client }: OpenEngine): EngineReport {
  return {
    engine,
    reason,
    renderer: probe?.renderer ?? null,
    thread: client.thread,
    modelSha256: MODEL_SHA256,
  };
}
