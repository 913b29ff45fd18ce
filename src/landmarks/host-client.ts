import { LandmarkError } from '../base/errors.ts';
import { BUNDLE_INTEGRITY, BUNDLE_NAMES, type HostBundle } from './asset-names.ts';
import {
  EngineError,
  fromFailure,
  type HostAnswers,
  type HostMessage,
  type HostReply,
  type HostRequest,
} from './host-protocol.ts';
import { workerAddress } from './worker-address.ts';

/** The asking end of a landmark host, whichever thread it runs on. */
export interface HostClient {
  readonly thread: 'worker' | 'main';
  ask<Type extends HostRequest['type']>(
    request: Extract<HostRequest, { type: Type }>,
    transfer?: Transferable[],
  ): Promise<HostAnswers[Type]>;
  /** Ends the host; what is still being asked is rejected. */
  end(): void;
}

/**
 * Starts the host in a worker of its own, once its file was compared with the digest that this release has for it. From another
 * origin the very bytes are started from a blob, because a worker may not be started across origins.
 *
 * @throws LandmarkError `engine_unavailable` where the page may not start it, `asset_unavailable` when it is not there,
 *   `asset_corrupt` when it is another file.
 */
export async function openWorkerHost(
  bundle: HostBundle,
  assetsUrl: string,
  signal: AbortSignal,
): Promise<HostClient> {
  const address = new URL(BUNDLE_NAMES[bundle], assetsUrl);
  const foreign = address.origin !== location.origin;
  const script = await fetchBundle(bundle, assetsUrl, signal);
  const url = foreign ? URL.createObjectURL(script) : address.href;
  let worker: Worker;
  try {
    worker = new Worker(workerAddress(url), { type: 'module', name: 'landmarks' });
  } catch (cause) {
    throw new EngineError(
      'engine_unavailable',
      'The browser refused to start the landmark worker (worker-src or trusted-types of the Content-Security-Policy, or another origin).',
      { cause },
    );
  }
  const client = portClient('worker', worker, () => worker.terminate());
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    client.fail(new EngineError('engine_unavailable', 'The landmark worker failed to start.'));
  });
  if (foreign) worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return client;
}

/** Runs the host on this thread, from the same bundle. */
export async function openMainHost(
  bundle: HostBundle,
  assetsUrl: string,
  signal: AbortSignal,
): Promise<HostClient> {
  await fetchBundle(bundle, assetsUrl, signal);
  const address = new URL(BUNDLE_NAMES[bundle], assetsUrl).href;
  const { serveHost } = await import(/* @vite-ignore */ /* webpackIgnore: true */ address).catch((cause) => {
    const message = `The landmark bundle ${bundle} could not be loaded.`;
    throw new LandmarkError('asset_unavailable', message, { cause, retryable: true });
  });
  const { port1, port2 } = new MessageChannel();
  serveHost(port2);
  port1.start();
  return portClient('main', port1, () => {
    port1.postMessage({ id: -1, request: { type: 'close' } } satisfies HostMessage);
    port1.close();
  });
}

/** @throws LandmarkError `asset_unavailable`, `asset_corrupt` */
async function fetchBundle(bundle: HostBundle, assetsUrl: string, signal: AbortSignal): Promise<Blob> {
  const address = new URL(BUNDLE_NAMES[bundle], assetsUrl);
  const unavailable = (cause?: unknown) =>
    new LandmarkError('asset_unavailable', `The landmark bundle ${address.pathname} could not be loaded.`, {
      cause,
      retryable: true,
    });
  const response = await fetch(address, { credentials: 'omit', signal }).catch((cause) => {
    throw unavailable(cause);
  });
  if (!response.ok) throw unavailable();
  const bytes = await response.arrayBuffer().catch((cause) => {
    throw unavailable(cause);
  });
  const integrity = BUNDLE_INTEGRITY[bundle];
  if (integrity !== null && (await integrityOf(bytes)) !== integrity) {
    throw new LandmarkError(
      'asset_corrupt',
      `The SHA-384 of ${address.pathname} is not the one that this release has for it. Serve the assets of the same release.`,
    );
  }
  return new Blob([bytes], { type: 'text/javascript' });
}

/** As in an `integrity` attribute (W3C, Subresource Integrity section 3.1). */
async function integrityOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  return `sha384-${btoa(String.fromCharCode(...digest))}`;
}

interface AnyPort {
  addEventListener(type: 'message', listener: (event: MessageEvent<HostReply>) => void): void;
  postMessage(message: HostMessage, transfer: Transferable[]): void;
}

function portClient(thread: HostClient['thread'], port: AnyPort, stop: () => void) {
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let nextId = 0;
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  port.addEventListener('message', ({ data }) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('failure' in data) asked?.reject(fromFailure(data.failure));
    else asked?.resolve(data.value as never);
  });
  return {
    thread,
    fail,
    ask(request, transfer = []) {
      if (failure) return Promise.reject(failure);
      const id = nextId++;
      return new Promise<never>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, request }, transfer);
      });
    },
    end() {
      fail(new EngineError('engine_failed', 'The landmark engine was stopped.'));
      stop();
    },
  } satisfies HostClient & { fail(error: Error): void };
}
