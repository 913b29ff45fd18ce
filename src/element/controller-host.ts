import type { ReactiveControllerHost } from 'lit';

/** The element, as its controllers know it. */
export interface ControllerHost extends ReactiveControllerHost, HTMLElement {}

/** Frameworks take an element out and put it back a task or a frame later, on a slow phone some more: within this time it was moved, and has not left. */
const MOVE_MS = 1000;

/** Does `work` once the host has left the page for good: being moved within the page is no leaving. */
export function whenGone(host: ControllerHost, work: () => void): void {
  setTimeout(() => {
    if (!host.isConnected) work();
  }, MOVE_MS);
}
