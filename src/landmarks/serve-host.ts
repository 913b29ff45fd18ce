import { type HostMessage, type HostReply, toFailure } from './host-protocol.ts';
import { createLandmarkHost } from './landmark-host.ts';

interface Port {
  addEventListener(type: 'message', listener: (event: MessageEvent<HostMessage>) => void): void;
  postMessage(message: HostReply): void;
  start?(): void;
}

/** Puts a landmark host behind a port: the worker's own scope, or one end of a MessageChannel. */
export function serveHost(port: Port): void {
  const host = createLandmarkHost();
  port.addEventListener('message', async ({ data: { id, request } }) => {
    try {
      port.postMessage({ id, value: await host.answer(request) });
    } catch (error) {
      port.postMessage({ id, failure: toFailure(error) });
    }
  });
  port.start?.();
}
