import {
  type HostAnswers,
  type HostMessage,
  type HostReply,
  type HostRequest,
  toFailure,
} from './host-protocol.ts';

/** What answers the detector's requests in a worker's bundle (or on the main thread), all but the first, `hello`. */
export interface Host {
  answer(request: Exclude<HostRequest, { type: 'hello' }>): Promise<HostAnswers[keyof HostAnswers]>;
}

interface Port {
  addEventListener(type: 'message', listener: (event: MessageEvent<HostMessage>) => void): void;
  postMessage(message: HostReply): void;
  start?(): void;
}

declare const DedicatedWorkerGlobalScope: (new () => typeof globalThis) | undefined;

/**
 * What a bundle exports as `serveHost`: puts a host behind a port. In a worker it serves the worker's own scope at once; on
 * the main thread, where a page's policy forbids workers, the detector imports the bundle and hands `serveHost` a port.
 */
export function hostBundle(createHost: () => Host): (port: Port) => void {
  const serveHost = (port: Port) => {
    const host = createHost();
    port.addEventListener('message', async ({ data: { id, request } }) => {
      try {
        const value = request.type === 'hello' ? null : await host.answer(request);
        port.postMessage({ id, value });
      } catch (error) {
        port.postMessage({ id, failure: toFailure(error) });
      }
    });
    port.start?.();
  };
  if (typeof DedicatedWorkerGlobalScope !== 'undefined' && globalThis instanceof DedicatedWorkerGlobalScope)
    serveHost(globalThis as unknown as Port);
  return serveHost;
}
