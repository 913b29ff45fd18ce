import { withDeadline } from '../base/deadline.ts';
import { DeadlineError, type FamilyAuthError, LandmarkError } from '../base/errors.ts';
import type { HostBundle } from './asset-names.ts';
import { type EngineChoice, type EngineTrouble, firstChoice, otherChoice } from './engine-plan.ts';
import { type HostClient, openMainHost, openWorkerHost } from './host-client.ts';
import { EngineError, type WebglProbe } from './host-protocol.ts';
import type { Engine } from './landmark-detector.ts';

interface OpenOptions {
  /** Absolute, ending in `/`. */
  readonly assetsUrl: string;
  readonly asked: Engine | 'auto';
  /** Begin with this one instead of the first choice. */
  readonly choice?: EngineChoice;
  /** For everything together, milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A started engine behind its client. */
export interface OpenEngine extends EngineChoice {
  readonly client: HostClient;
  readonly probe: WebglProbe | null;
}

/** The first engine gets this part of the time when another one could still be tried. */
const FIRST_SHARE = 0.6;

/** Starts the best engine that works, in a worker where the page allows one. */
export function openEngine(options: OpenOptions): Promise<OpenEngine> {
  const { deadlineMs, signal } = options;
  const untilMs = performance.now() + deadlineMs;
  const work = async (inner: AbortSignal) => {
    const { assetsUrl, asked } = options;
    const probe = options.choice || asked === 'wasm' ? null : await probeRenderer(assetsUrl, inner);
    const choice = options.choice ?? firstChoice(asked, probe);
    return attempt(openHost, { choice, probe, untilMs }, { ...options, signal: inner });
  };
  return withDeadline('landmarks.start', deadlineMs, work, signal);
}

type OpenHost = (bundle: HostBundle, assetsUrl: string, signal: AbortSignal) => Promise<HostClient>;

/** Opens a bundle in a worker, or on this thread where the page allows none. */
async function openHost(bundle: HostBundle, assetsUrl: string, signal: AbortSignal): Promise<HostClient> {
  try {
    return await handshake(await openWorkerHost(bundle, assetsUrl, signal), signal);
  } catch (error) {
    if (!(error instanceof LandmarkError) || error.code !== 'engine_unavailable') throw error;
    console.warn(
      `family-auth: the face model runs on the page's own thread, which is slower: ${error.message}`,
    );
    return openHere(bundle, assetsUrl, signal);
  }
}

async function openHere(bundle: HostBundle, assetsUrl: string, signal: AbortSignal): Promise<HostClient> {
  return handshake(await openMainHost(bundle, assetsUrl, signal), signal);
}

/** The first answer shows that the bundle runs at all. */
async function handshake(client: HostClient, signal: AbortSignal): Promise<HostClient> {
  return endOnFailure(client, signal, async () => {
    await client.ask({ type: 'hello' });
    return client;
  });
}

async function probeRenderer(assetsUrl: string, signal: AbortSignal): Promise<WebglProbe | null> {
  const client = await openHost('landmark-probe', assetsUrl, signal);
  try {
    return await endOnFailure(client, signal, () => client.ask({ type: 'probe' }));
  } finally {
    client.end();
  }
}

interface Attempt {
  readonly choice: EngineChoice;
  readonly probe: WebglProbe | null;
  readonly untilMs: number;
}

async function attempt(
  open: OpenHost,
  { choice, probe, untilMs }: Attempt,
  options: OpenOptions & { signal: AbortSignal },
): Promise<OpenEngine> {
  const { assetsUrl, asked, signal } = options;
  const { engine } = choice;
  const client = await open(`landmark-worker-${engine}`, assetsUrl, signal);
  const lastResort =
    otherChoice(asked, engine, 'unavailable', probe) === null || options.choice !== undefined;
  const leftMs = untilMs - performance.now();
  const start = () => client.ask({ type: 'start', assetsUrl });
  try {
    await endOnFailure(client, signal, () =>
      withDeadline('landmarks.start', lastResort ? leftMs : leftMs * FIRST_SHARE, start, signal),
    );
    return { client, probe, ...choice };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || signal.aborted) throw error;
    if (asked === 'webgl' && trouble === 'unavailable' && client.thread === 'worker') {
      // Safari has WebGL for tfjs only on the main thread.
      return attempt(openHere, { choice, probe, untilMs }, options);
    }
    const other = options.choice ? null : otherChoice(asked, engine, trouble, probe);
    if (!other) throw error;
    return attempt(openHost, { choice: other, probe, untilMs }, { ...options, choice: other });
  }
}

async function endOnFailure<Result>(client: HostClient, signal: AbortSignal, work: () => Promise<Result>) {
  const onAbort = () => client.end();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work();
  } catch (error) {
    client.end();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** `null` for what another engine would not cure, such as a missing model. */
function troubleOf(error: unknown): EngineTrouble | null {
  if (error instanceof EngineError && error.fault) return error.fault;
  if (error instanceof DeadlineError) return 'timeout';
  const code = (error as FamilyAuthError | null)?.code;
  return code === 'engine_unavailable' || code === 'engine_failed' ? 'unavailable' : null;
}
