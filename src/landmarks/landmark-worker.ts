import { serveHost } from './serve-host.ts';

// The one bundle of this room that holds tfjs. In a worker it serves the worker's own scope; on the main thread, where
// a page's policy forbids workers, the detector imports it and hands `serveHost` a port.
export { serveHost };

declare const DedicatedWorkerGlobalScope: (new () => typeof globalThis) | undefined;

if (typeof DedicatedWorkerGlobalScope !== 'undefined' && globalThis instanceof DedicatedWorkerGlobalScope) {
  serveHost(globalThis as unknown as Parameters<typeof serveHost>[0]);
}
