import { anySignal } from '../../base/deadline.ts';
import type { LandmarkDetector } from '../../landmarks/landmark-detector.ts';
import type { Flow } from '../flow.ts';

/** The landmark engine, loading in the background while the person gets ready. */
export interface LoadingEngine {
  readonly loading: boolean;
  /** Waits for it. @throws LandmarkError when it did not load; the next call tries again. */
  detector(): Promise<LandmarkDetector>;
  /** Waits for the eye model, which comes after the engine: no face waits for it. @throws as `detector`. */
  eyes(): Promise<void>;
  /** Calls `listener` once, when loading ends either way. */
  whenSettled(listener: () => void): void;
  /** Closes the one that has loaded and failed since, and loads another. */
  restart(): void;
  close(): void;
}

export function loadEngine(flow: Flow): LoadingEngine {
  const { options, parts } = flow;
  const closed = new AbortController();
  let loading = true;
  let loaded: LandmarkDetector | null = null;
  const load = () => {
    loading = true;
    loaded = null;
    const pending = parts.createDetector({
      assetsUrl: options.assetsUrl,
      engine: options.engine ?? 'auto',
      signal: anySignal([flow.signal, closed.signal]),
    });
    pending.then(
      (detector) => {
        loading = false;
        loaded = detector;
        if (closed.signal.aborted) detector.close();
        else detector.loadEyes().catch(() => {}); // whoever waits for it asks again and accepts of it
      },
      () => {
        loading = false;
        attempt = null;
      },
    );
    return pending;
  };
  let attempt: Promise<LandmarkDetector> | null = load();
  const detector = () => {
    attempt ??= load();
    return attempt;
  };
  return {
    get loading() {
      return loading;
    },
    detector,
    eyes: async () => (await detector()).loadEyes(),
    whenSettled: (listener) => {
      attempt?.then(listener, listener);
    },
    restart: () => {
      if (!loaded) return;
      loaded.close();
      attempt = load();
    },
    close: () => {
      closed.abort();
      loaded?.close();
    },
  };
}
