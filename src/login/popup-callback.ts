/** What the callback page hands to the page that opened the log-in. */
export interface CallbackMessage {
  readonly type: 'family-auth:callback';
  readonly state: string;
  /** The query that the provider sent the person back with. */
  readonly search: string;
}

/** Name of the broadcast channel of one log-in. */
export const callbackChannel = (state: string): string => `fa:${state}`;

function isCallbackMessage(value: unknown, state: string): value is CallbackMessage {
  const message = value as Partial<CallbackMessage> | null;
  return (
    typeof message === 'object' &&
    message?.type === 'family-auth:callback' &&
    message.state === state &&
    typeof message.search === 'string'
  );
}

/**
 * Waits for the callback page's word, by broadcast channel and by `opener.postMessage`: which of them arrives depends
 * on whether the provider cuts the opener (COOP) and on whether this page is framed by another site.
 * A popup that reads `closed` is no sign of anything: under COOP an open one does.
 *
 * @param origin the origin that the callback page is on; messages of any other are ignored.
 */
export function popupCallback(state: string, origin: string, signal: AbortSignal): Promise<URLSearchParams> {
  const channel = new BroadcastChannel(callbackChannel(state));
  const listening = new AbortController();
  return new Promise<URLSearchParams>((resolve, reject) => {
    const take = (value: unknown) => {
      if (isCallbackMessage(value, state)) resolve(new URLSearchParams(value.search));
    };
    channel.addEventListener('message', ({ data }) => take(data), { signal: listening.signal });
    globalThis.addEventListener(
      'message',
      (event) => {
        if (event.origin === origin) take(event.data);
      },
      { signal: listening.signal },
    );
    signal.addEventListener('abort', () => reject(signal.reason), { signal: listening.signal });
    signal.throwIfAborted();
  }).finally(() => {
    listening.abort();
    channel.close();
  });
}
