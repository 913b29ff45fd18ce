import { CancelledError } from '../base/errors.ts';
import type { FlowRequest } from './request.ts';

export type RequestKind = FlowRequest['kind'];
export type RequestOf<Kind extends RequestKind> = Extract<FlowRequest, { kind: Kind }>;

/** The requests one screen waits for: only the kinds it named are heard, in order. What is left when it closes is forgotten. */
export interface RequestSubscription<Kind extends RequestKind> {
  /** The next request, whenever it comes. */
  next(signal: AbortSignal): Promise<RequestOf<Kind>>;
  /** A request that has come already, or `null`. */
  take(): RequestOf<Kind> | null;
  /** Forgets what has come so far: clicks made while the screen was busy do not count. */
  clear(): void;
  close(): void;
}

/** Where requests arrive. A request that no screen has subscribed to is ignored, and so a second click is. */
export class RequestQueue {
  #subscriber: { accepts(kind: RequestKind): boolean; put(request: FlowRequest): void } | null = null;

  send(request: FlowRequest): void {
    if (this.#subscriber?.accepts(request.kind)) this.#subscriber.put(request);
  }

  subscribe<Kind extends RequestKind>(kinds: readonly Kind[]): RequestSubscription<Kind> {
    const before = this.#subscriber;
    let queue: RequestOf<Kind>[] = [];
    let wake: (() => void) | null = null;
    const own = {
      accepts: (kind: RequestKind) => (kinds as readonly RequestKind[]).includes(kind),
      put: (request: FlowRequest) => {
        queue.push(request as RequestOf<Kind>);
        wake?.();
      },
    };
    this.#subscriber = own;
    const take = () => queue.shift() ?? null;
    return {
      take,
      clear: () => {
        queue = [];
      },
      close: () => {
        queue = [];
        if (this.#subscriber === own) this.#subscriber = before;
      },
      next: async (signal) => {
        for (;;) {
          if (signal.aborted) throw new CancelledError({ cause: signal.reason });
          const request = take();
          if (request) return request;
          await new Promise<void>((resolve) => {
            wake = () => {
              signal.removeEventListener('abort', resolve as () => void);
              resolve();
            };
            signal.addEventListener('abort', resolve as () => void, { once: true });
          });
        }
      },
    };
  }

  /**
   * Waits for one request and does `atOnce` within the very task in which it was sent: a window opened there counts
   * as opened by the click.
   */
  once<Kind extends RequestKind, Result>(
    kinds: readonly Kind[],
    signal: AbortSignal,
    atOnce: (request: RequestOf<Kind>) => Result,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const before = this.#subscriber;
      const end = () => {
        if (this.#subscriber === own) this.#subscriber = before;
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        end();
        reject(new CancelledError({ cause: signal.reason }));
      };
      const own = {
        accepts: (kind: RequestKind) => (kinds as readonly RequestKind[]).includes(kind),
        put: (request: FlowRequest) => {
          end();
          try {
            resolve(atOnce(request as RequestOf<Kind>));
          } catch (error) {
            reject(error);
          }
        },
      };
      this.#subscriber = own;
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
