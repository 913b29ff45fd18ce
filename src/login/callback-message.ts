/** What the callback page hands to the page that opened the log-in. */
export interface CallbackMessage {
  readonly type: 'family-auth:callback';
  readonly state: string;
  /** The query that the provider sent the person back with. */
  readonly search: string;
}

/** Name of the broadcast channel of one log-in. */
export const callbackChannel = (state: string): string => `fa:${state}`;

export function isCallbackMessage(value: unknown, state: string): value is CallbackMessage {
  const message = value as Partial<CallbackMessage> | null;
  return (
    typeof message === 'object' &&
    message?.type === 'family-auth:callback' &&
    message.state === state &&
    typeof message.search === 'string'
  );
}
