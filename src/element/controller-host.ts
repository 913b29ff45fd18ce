import type { ReactiveControllerHost } from 'lit';

/** The element, as its controllers know it. */
export interface ControllerHost extends ReactiveControllerHost, HTMLElement {}

/** Does `work` once the host has left the page for good: being moved within the page is no leaving. */
export function whenGone(host: ControllerHost, work: () => void): void {
  queueMicrotask(() => {
    if (!host.isConnected) work();
  });
}
